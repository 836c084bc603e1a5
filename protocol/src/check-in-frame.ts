/**
 * Check-in frame: one proof that a gateway was given over Bluetooth (`check-in.ts`), as bytes for
 * MQTT, and back. Pure.
 *
 * Packed, big endian, 38 bytes:
 *
 *     0 format 0x01   1 reserved   2 i16 clock error, ms   4 u32 boot id   8 u48 time, Unix ms
 *     14 nonce 8      22 token 8   30 proof 8
 *
 * The gateway tells its own nonce: the matcher takes a (gateway, nonce) once, and only while it is
 * fresh. Neither token nor proof says anything to whoever holds no beacon key.
 */
import { CHECK_IN_NONCE_BYTES, CHECK_IN_PROOF_BYTES, type CheckIn } from "./check-in.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { readToken, TOKEN_BYTES, writeToken } from "./token.ts";
import { type DurationMs, durationMs, type UnixMs, unixMs } from "./units.ts";

export const CHECK_IN_FORMAT = 0x01;
const NONCE_AT = 14;
const TOKEN_AT = NONCE_AT + CHECK_IN_NONCE_BYTES;
const PROOF_AT = TOKEN_AT + TOKEN_BYTES;
export const CHECK_IN_FRAME_BYTES = PROOF_AT + CHECK_IN_PROOF_BYTES;

export interface CheckInReport extends CheckIn {
  /** As in the gateway's sighting frames. */
  readonly bootId: number;
  /** When the proof was written, by the gateway's clock. */
  readonly at: UnixMs;
  /** How far that clock is ahead of the true time, as far as the gateway knows. */
  readonly clockError: DurationMs;
  /** What this connection was given to read: 8 bytes, never used again. */
  readonly nonce: Uint8Array;
}

export function encodeCheckInReport(report: CheckInReport): Uint8Array {
  const { token, proof, bootId, at, clockError, nonce } = report;
  if (nonce.length !== CHECK_IN_NONCE_BYTES || proof.length !== CHECK_IN_PROOF_BYTES)
    throw new RangeError("a check-in has a nonce and a proof of 8 bytes each");
  const bytes = new Uint8Array(CHECK_IN_FRAME_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, CHECK_IN_FORMAT);
  view.setInt16(2, clockError);
  view.setUint32(4, bootId);
  view.setUint16(8, Math.floor(at / 2 ** 32));
  view.setUint32(10, at % 2 ** 32);
  bytes.set(nonce, NONCE_AT);
  writeToken(bytes, TOKEN_AT, token);
  bytes.set(proof, PROOF_AT);
  return bytes;
}

export function decodeCheckInReport(bytes: Uint8Array): Decoded<CheckInReport> {
  if (bytes.length < CHECK_IN_FRAME_BYTES)
    return refused("truncated", "a check-in frame has 38 bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== CHECK_IN_FORMAT)
    return refused("unknown-version", "expected check-in format 1");
  if (bytes.length > CHECK_IN_FRAME_BYTES)
    return refused("overlong", "a check-in frame has 38 bytes");
  if (view.getUint8(1) !== 0)
    return refused("bad-field", "reserved bits of a check-in frame must be 0");
  return decoded({
    bootId: view.getUint32(4),
    at: unixMs(view.getUint16(8) * 2 ** 32 + view.getUint32(10)),
    clockError: durationMs(view.getInt16(2)),
    nonce: bytes.slice(NONCE_AT, TOKEN_AT),
    token: readToken(bytes, TOKEN_AT),
    proof: bytes.slice(PROOF_AT, CHECK_IN_FRAME_BYTES),
  });
}
