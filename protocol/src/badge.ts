/**
 * Badge: the GATT service over which the app gives a badge its beacon key and the time. Pure.
 *
 * The app reads `status` (a nonce, fresh per connection), then writes `bind`: the key sealed under
 * the badge's bind code, which is in its QR. A web page cannot tell one write error from another,
 * so the outcome is read back from `status` too. Battery level is the standard service 0x180F.
 *
 * Seal: one HMAC-SHA256 of the bind code is the pad and another, over all that was written, the
 * proof (encrypt then MAC; each key of 256 bits is used for one nonce). A listener to the
 * connection learns nothing, and a firmware needs no primitive that tokens do not need already.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { BIND_CODE_BYTES } from "./bind-code.ts";
import { asciiBytes, concatBytes, sameBytes } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import {
  BEACON_KEY_BYTES,
  type BeaconKey,
  decodeBeaconKey,
  VENUE_ID_BYTES,
  type VenueId,
  venueBytes,
  venueIdOf,
} from "./ids.ts";
import { type UnixMs, unixMs } from "./units.ts";

export { BIND_CODE_BYTES };

export const BADGE_SERVICE = "c653a0ef-50fb-43ac-9f1b-3f2d1aef6600";
export const BADGE_BIND = "37da3f72-7235-490f-905a-7928e5b101d2";
export const BADGE_STATUS = "4a56effd-d567-47eb-bb0a-f72bf79d3d03";

export const BADGE_VERSION = 1;
export const BADGE_NONCE_BYTES = 8;
const PROOF_BYTES = 8;
const BIND_BYTES = 1 + 4 + VENUE_ID_BYTES + BEACON_KEY_BYTES + PROOF_BYTES;
const STATUS_BYTES = 3 + BADGE_NONCE_BYTES;

const states = ["unbound", "pairing", "bound"] as const;
const outcomes = ["none", "accepted", "wrong-code", "malformed", "not-pairing"] as const;

export interface BadgeStatus {
  readonly state: (typeof states)[number];
  /** What became of the last write. */
  readonly outcome: (typeof outcomes)[number];
  /** What the next write must be sealed with. */
  readonly nonce: Uint8Array;
}

export interface BadgeBinding {
  readonly venue: VenueId;
  readonly key: BeaconKey;
  /** The server's time, to the second; the badge has no clock of its own before this. */
  readonly now: UnixMs;
}

export function encodeBadgeStatus({ state, outcome, nonce }: BadgeStatus): Uint8Array {
  if (nonce.length !== BADGE_NONCE_BYTES) throw new RangeError("a badge nonce has 8 bytes");
  return Uint8Array.of(BADGE_VERSION, states.indexOf(state), outcomes.indexOf(outcome), ...nonce);
}

export function decodeBadgeStatus(bytes: Uint8Array): Decoded<BadgeStatus> {
  if (bytes.length < STATUS_BYTES) return refused("truncated", "a badge status has 11 bytes");
  if (bytes[0] !== BADGE_VERSION) return refused("unknown-version", "expected badge version 1");
  const state = states[bytes[1] ?? -1];
  const outcome = outcomes[bytes[2] ?? -1];
  if (state === undefined || outcome === undefined)
    return refused("bad-field", "unknown badge state or outcome");
  return decoded({ state, outcome, nonce: bytes.slice(3, STATUS_BYTES) });
}

/** The 61 bytes to write: version, time, venue, sealed key, proof. */
export function sealBadgeBinding(
  { venue, key, now }: BadgeBinding,
  bindCode: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  if (bindCode.length !== BIND_CODE_BYTES) throw new RangeError("a bind code has 16 bytes");
  const head = new Uint8Array(5);
  head[0] = BADGE_VERSION;
  new DataView(head.buffer).setUint32(1, Math.floor(now / 1_000));
  const pad = padOf(bindCode, nonce);
  const sealed = key.map((byte, index) => byte ^ (pad[index] ?? 0));
  const body = concatBytes(head, venueBytes(venue), sealed);
  return concatBytes(body, proofOf(bindCode, nonce, body));
}

/** What a badge does with a write. A proof that does not fit is `not-ours`: the wrong bind code. */
export function openBadgeBinding(
  bytes: Uint8Array,
  bindCode: Uint8Array,
  nonce: Uint8Array,
): Decoded<BadgeBinding> {
  if (bytes.length < BIND_BYTES) return refused("truncated", "a badge binding has 61 bytes");
  if (bytes.length > BIND_BYTES) return refused("overlong", "a badge binding has 61 bytes");
  if (bytes[0] !== BADGE_VERSION) return refused("unknown-version", "expected badge version 1");
  const body = bytes.subarray(0, BIND_BYTES - PROOF_BYTES);
  if (!sameBytes(bytes.subarray(BIND_BYTES - PROOF_BYTES), proofOf(bindCode, nonce, body)))
    return refused("not-ours", "the binding was not sealed with this badge's bind code");
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const pad = padOf(bindCode, nonce);
  const key = decodeBeaconKey(
    bytes.slice(5 + VENUE_ID_BYTES, BIND_BYTES - PROOF_BYTES).map((b, i) => b ^ (pad[i] ?? 0)),
  );
  if (!key.ok) return key;
  const venue = venueIdOf(bytes.subarray(5, 5 + VENUE_ID_BYTES));
  return decoded({ venue, key: key.value, now: unixMs(seconds * 1_000) });
}

const padOf = (bindCode: Uint8Array, nonce: Uint8Array): Uint8Array =>
  hmac(sha256, bindCode, concatBytes(asciiBytes("sighej-bind-pad-v1"), nonce));

const proofOf = (bindCode: Uint8Array, nonce: Uint8Array, body: Uint8Array): Uint8Array =>
  hmac(sha256, bindCode, concatBytes(asciiBytes("sighej-bind-proof-v1"), nonce, body)).subarray(
    0,
    PROOF_BYTES,
  );
