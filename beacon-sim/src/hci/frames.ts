/**
 * Frames: what the air process and a host process say to each other over TCP, packets to bytes and
 * back. Pure, but for the bytes a reader keeps of a frame that has not all arrived.
 *
 * A frame is length (2, little-endian, of what follows), kind (1), payload. HCI packets go through
 * unchanged; the rest is what a USB port would do: plugging in, pulling out.
 */

/** Host to air, first: version (1), secret (32), antenna name (UTF-8). */
export const HELLO = 1;
/** Air to host, the answer: state (1), as `POWER`, then the adapter's address (6). */
export const WELCOME = 2;
/** Air to host, instead of a welcome: one of `REFUSALS` by its place (1). The end follows. */
export const REFUSED = 3;
/** Both ways: one H4 packet. */
export const PACKET = 4;
/**
 * Air to host: the adapter's state (1): `GONE`, `UP`, or `DOWN`, which is there and switched off.
 * Host to air: switch it on (`UP`) or off (`DOWN`).
 */
export const POWER = 5;
export const GONE = 0;
export const UP = 1;
export const DOWN = 2;
/** Host to air: reports emitted to noble or bleno since the last such frame (4). */
export const DELIVERED = 6;

export const REFUSALS = ["hello", "secret", "antenna", "taken"] as const;
export type Refusal = (typeof REFUSALS)[number];

const VERSION = 1;
export const SECRET_OCTETS = 32;
/** Longest antenna name in UTF-8 octets; a gateway's id has half as many. */
export const MAX_ANTENNA_OCTETS = 64;
const LENGTH_OCTETS = 2;
const HEADER_OCTETS = LENGTH_OCTETS + 1;
/** An HCI command has at most 259 octets and our ACL packets 256; more than this is no peer of ours. */
const MAX_FRAME = 1_024;

/** Octets that a payload of that length takes on the wire. */
export const framedLength = (payloadOctets: number): number => HEADER_OCTETS + payloadOctets;

/** Writes a frame into `target` at `offset`; answers where it ends. */
export function writeFrame(
  target: Buffer,
  offset: number,
  kind: number,
  payload: Uint8Array,
): number {
  target.writeUInt16LE(1 + payload.length, offset);
  target[offset + LENGTH_OCTETS] = kind;
  target.set(payload, offset + HEADER_OCTETS);
  return offset + HEADER_OCTETS + payload.length;
}

export function encodeFrame(kind: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(framedLength(payload.length));
  writeFrame(frame, 0, kind, payload);
  return frame;
}

export function encodeHello(secret: Uint8Array, antenna: string): Buffer {
  return encodeFrame(HELLO, Buffer.concat([Uint8Array.of(VERSION), secret, Buffer.from(antenna)]));
}

export interface Hello {
  readonly secret: Buffer;
  readonly antenna: string;
}

/** Undefined when it is not a hello of this version or its name is too long. */
export function decodeHello(payload: Buffer): Hello | undefined {
  const nameAt = 1 + SECRET_OCTETS;
  const nameOctets = payload.length - nameAt;
  if (payload[0] !== VERSION || nameOctets < 1 || nameOctets > MAX_ANTENNA_OCTETS) return undefined;
  return { secret: payload.subarray(1, nameAt), antenna: payload.toString("utf8", nameAt) };
}

export class FrameReader {
  #rest: Buffer | undefined;

  /**
   * Calls `onFrame` for each whole frame; the payload is a view, valid during the call. Answers
   * false when the stream is not ours, after which it must be closed.
   */
  read(chunk: Buffer, onFrame: (kind: number, payload: Buffer) => void): boolean {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= HEADER_OCTETS) {
      const length = bytes.readUInt16LE(at);
      if (length < 1 || length > MAX_FRAME) return false;
      const end = at + LENGTH_OCTETS + length;
      if (end > bytes.length) break;
      onFrame(bytes.readUInt8(at + LENGTH_OCTETS), bytes.subarray(at + HEADER_OCTETS, end));
      at = end;
    }
    this.#rest = at === bytes.length ? undefined : Buffer.from(bytes.subarray(at));
    return true;
  }
}
