/**
 * EID: the ephemeral id of a stock Eddystone-EID tag, from its identity key and its own clock. Pure.
 *
 * Two steps of AES-128, one block each (google/eddystone, eddystone-eid/eid-computation.md): the
 * identity key encrypts the upper half of the clock to a temporary key, which encrypts the clock
 * with its K lowest bits cleared; the first 8 bytes are on the air and stand for a token.
 */
import { ecb } from "@noble/ciphers/aes.js";
import { decodeBase64url } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { readToken, type Token } from "./token.ts";

declare const id: unique symbol;
/** The secret that an Eddystone-EID tag shares with whoever resolves it: 16 bytes, AES-128. */
export type IdentityKey = Uint8Array & { readonly [id]: "identity-key" };

export const IDENTITY_KEY_BYTES = 16;
/** Rotation exponent K of every tag of ours: 2⁹ s is one epoch, so all beacons change as often. */
export const EID_EXPONENT = 9;
/** The tag's clock counts seconds in u32. */
export const MAX_EID_CLOCK = 0xffff_ffff;

const BLOCK_BYTES = 16;
/** Tells the temporary key's block from an EID's, which has K (at most 15) in its place. */
const SALT = 0xff;
const MAX_EXPONENT = 15;

/** What is on the air while the tag's clock shows `clock`, whole seconds in u32. */
export function eidOf(key: IdentityKey, clock: number, exponent = EID_EXPONENT): Token {
  if (!Number.isInteger(clock) || clock < 0 || clock > MAX_EID_CLOCK)
    throw new RangeError("a tag's clock is a whole number of seconds from 0 to 2^32 - 1");
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > MAX_EXPONENT)
    throw new RangeError("a rotation exponent is from 0 to 15");
  const temporary = encrypted(key, SALT, Math.floor(clock / 0x1_0000));
  return readToken(encrypted(temporary, exponent, clock - (clock % 2 ** exponent)), 0);
}

/** One block: `mark` at byte 11, `number` in the last four, zeros elsewhere. */
function encrypted(key: Uint8Array, mark: number, number: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block[11] = mark;
  new DataView(block.buffer).setUint32(12, number);
  return ecb(key, { disablePadding: true }).encrypt(block);
}

/** An identity key from exactly 16 bytes. */
export function decodeIdentityKey(bytes: Uint8Array): Decoded<IdentityKey> {
  return bytes.length === IDENTITY_KEY_BYTES
    ? decoded(bytes as IdentityKey)
    : refused("bad-field", "an identity key has 16 bytes");
}

export function parseIdentityKey(text: unknown): Decoded<IdentityKey> {
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  return bytes?.ok
    ? decodeIdentityKey(bytes.value)
    : refused("bad-field", "expected an identity key as base64url");
}
