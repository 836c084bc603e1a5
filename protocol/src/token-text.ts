/**
 * Token text: a token as JSON carries it, both ways, apart from the hash that makes tokens: a phone
 * that only reads them need not fetch it. Pure.
 */
import { type Decoded, decoded, refused } from "./decoded.ts";

declare const token: unique symbol;
/**
 * An unsigned 64-bit number, big endian on every wire. A bigint because it is a map key at every
 * sighting: read in one step from a frame, with no text made.
 */
export type Token = bigint & { readonly [token]: true };

/** Sixteen lower-case hexadecimal digits. For JSON on a wire; never for a log. */
export const tokenText = (value: Token): string => value.toString(16).padStart(16, "0");

export function parseToken(text: unknown): Decoded<Token> {
  return typeof text === "string" && /^[0-9a-f]{16}$/.test(text)
    ? decoded(BigInt(`0x${text}`) as Token)
    : refused("bad-field", "expected a token: 16 lower-case hexadecimal digits");
}
