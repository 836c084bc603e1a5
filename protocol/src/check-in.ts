/**
 * Check-in: the GATT service of a gateway where a phone that cannot advertise proves that it is
 * here. Pure.
 *
 * The app reads `nonce` (fresh per connection, so that a proof cannot be carried elsewhere) and
 * writes `proof`: its present token and HMAC-SHA256(K, "sighej-check-in-v1" ‖ venue ‖ nonce), first
 * 8 bytes. The token lets the matcher find K without trying every session. A gateway can check
 * nothing and learns no session. The write fits one ATT packet of the smallest MTU (20 bytes).
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { asciiBytes, concatBytes, sameBytes } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { type BeaconKey, type VenueId, venueBytes } from "./ids.ts";
import { readToken, TOKEN_BYTES, type Token, writeToken } from "./token.ts";
import { type DurationMs, minutes } from "./units.ts";

export const CHECK_IN_SERVICE = "432e3620-0560-4a15-a74b-03aa436c5228";
export const CHECK_IN_NONCE = "549da1c6-f796-436b-b1ee-238438b77238";
export const CHECK_IN_PROOF = "49d72d8d-a9f6-4c9c-9d7c-f48feb68371e";

export const CHECK_IN_VERSION = 1;
export const CHECK_IN_NONCE_BYTES = 8;
export const CHECK_IN_PROOF_BYTES = 8;
const NONCE_FRAME_BYTES = 1 + CHECK_IN_NONCE_BYTES;
const PROOF_FRAME_BYTES = 1 + TOKEN_BYTES + CHECK_IN_PROOF_BYTES;
/** How long it proves that somebody is in a zone: a stay at a stand; the app renews it. */
export const CHECK_IN_LIFE: DurationMs = minutes(10);

export interface CheckIn {
  readonly token: Token;
  readonly proof: Uint8Array;
}

export const checkInProof = (key: BeaconKey, venue: VenueId, nonce: Uint8Array): Uint8Array =>
  hmac(sha256, key, concatBytes(asciiBytes("sighej-check-in-v1"), venueBytes(venue), nonce)).slice(
    0,
    CHECK_IN_PROOF_BYTES,
  );

export const provesCheckIn = (
  { proof }: CheckIn,
  key: BeaconKey,
  venue: VenueId,
  nonce: Uint8Array,
): boolean => sameBytes(proof, checkInProof(key, venue, nonce));

export function encodeCheckInNonce(nonce: Uint8Array): Uint8Array {
  if (nonce.length !== CHECK_IN_NONCE_BYTES) throw new RangeError("a check-in nonce has 8 bytes");
  return Uint8Array.of(CHECK_IN_VERSION, ...nonce);
}

export function decodeCheckInNonce(bytes: Uint8Array): Decoded<Uint8Array> {
  const problem = frameProblem(bytes, NONCE_FRAME_BYTES);
  return problem ?? decoded(bytes.slice(1));
}

export function encodeCheckIn({ token, proof }: CheckIn): Uint8Array {
  if (proof.length !== CHECK_IN_PROOF_BYTES) throw new RangeError("a check-in proof has 8 bytes");
  const frame = new Uint8Array(PROOF_FRAME_BYTES);
  frame[0] = CHECK_IN_VERSION;
  writeToken(frame, 1, token);
  frame.set(proof, 1 + TOKEN_BYTES);
  return frame;
}

export function decodeCheckIn(bytes: Uint8Array): Decoded<CheckIn> {
  const problem = frameProblem(bytes, PROOF_FRAME_BYTES);
  return problem ?? decoded({ token: readToken(bytes, 1), proof: bytes.slice(1 + TOKEN_BYTES) });
}

function frameProblem(bytes: Uint8Array, length: number): Decoded<never> | undefined {
  if (bytes.length < length) return refused("truncated", `expected ${length} bytes`);
  if (bytes.length > length) return refused("overlong", `expected ${length} bytes`);
  return bytes[0] === CHECK_IN_VERSION
    ? undefined
    : refused("unknown-version", "expected check-in version 1");
}
