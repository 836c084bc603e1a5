/**
 * Token: turns a beacon key and an epoch into the eight bytes that are on the air. Pure.
 *
 * token(e) = HMAC-SHA256(K, "sighej-token-v1" ‖ venue(16) ‖ u32be(e)), first 8 bytes (RFC 2104).
 * Without K one token cannot be linked to the next; with K deleted, never again. 64 bits keep a
 * collision among three million live tokens at 2.4e-7 (birthday bound) and guessing hopeless.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { asciiBytes, concatBytes } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import type { Epoch } from "./epoch.ts";
import { type BeaconKey, type VenueId, venueBytes } from "./ids.ts";

declare const token: unique symbol;
/**
 * An unsigned 64-bit number, big endian on every wire. A bigint because it is a map key at every
 * sighting: read in one step from a frame, with no text made.
 */
export type Token = bigint & { readonly [token]: true };

export const TOKEN_BYTES = 8;
const LABEL = asciiBytes("sighej-token-v1");

export function tokenOf(key: BeaconKey, venue: VenueId, epoch: Epoch): Token {
  const message = concatBytes(LABEL, venueBytes(venue), new Uint8Array(4));
  new DataView(message.buffer).setUint32(message.length - 4, epoch);
  return readToken(hmac(sha256, key, message), 0);
}

/** The token at `offset` of `bytes`; the caller has checked that 8 bytes are there. */
export function readToken(bytes: Uint8Array, offset: number): Token {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(offset) as Token;
}

export function writeToken(bytes: Uint8Array, offset: number, value: Token): void {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setBigUint64(offset, value);
}

/** Sixteen lower-case hexadecimal digits. For JSON on a wire; never for a log. */
export const tokenText = (value: Token): string => value.toString(16).padStart(16, "0");

export function parseToken(text: unknown): Decoded<Token> {
  return typeof text === "string" && /^[0-9a-f]{16}$/.test(text)
    ? decoded(BigInt(`0x${text}`) as Token)
    : refused("bad-field", "expected a token: 16 lower-case hexadecimal digits");
}
