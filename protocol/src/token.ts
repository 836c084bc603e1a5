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
import type { Epoch } from "./epoch.ts";
import { type BeaconKey, type VenueId, venueBytes } from "./ids.ts";

import type { Token } from "./token-text.ts";

export { parseToken, type Token, tokenText } from "./token-text.ts";

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
