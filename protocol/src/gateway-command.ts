/**
 * Gateway command: what the matcher tells one gateway on its `command` topic, as bytes, both ways.
 * Pure.
 *
 * An acknowledgement says which windows have been taken in. It is the application's own, for a
 * broker acknowledges a publish before anybody has read it. Every gateway gets one a
 * second, so it is packed, big endian:
 *
 *     0 format 0x01   1 ranges, 1 to 32   2 u48 the matcher's time, Unix ms   8 u32 boot id
 *     range: u32 first sequence · u32 last sequence, both included
 *
 * It is sent as soon as a window is in, so that a gateway learns by its time how far its own clock
 * is off, as one does by NTP (RFC 5905 §8).
 *
 * Ranges, because a backlog is sent after what is fresh: "all up to here" would be a lie. Everything
 * else is what a person asks for, and JSON: `{"v":1,"command":"restart-scan"}`.
 */
import * as v from "valibot";
import { asciiBytes, decodeAscii } from "./bytes.ts";
import { checkJson, type NamedSchemas } from "./check.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { type UnixMs, unixMs } from "./units.ts";

export const ACK_FORMAT = 0x01;
/** Runs of windows that one acknowledgement names; it usually names one window. */
export const MAX_ACK_RANGES = 32;
export const ACK_HEADER_BYTES = 12;
export const ACK_RANGE_BYTES = 8;
/** How long a gateway shows which one it is; long enough to walk along a wall and look. */
export const MAX_BLINK_S = 300;
const BRACE = 0x7b;

/** Windows of one run without a gap; `first` is at most `last`. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** Windows that the matcher has taken in, or has refused for good. */
export interface Acknowledgement {
  readonly command: "ack";
  /** The boot id of the gateway's frames; of another run it means nothing. */
  readonly bootId: number;
  /** When it was sent, by the matcher's clock. */
  readonly at: UnixMs;
  readonly ranges: readonly SequenceRange[];
}

const version = v.literal(1);
const asked = v.variant("command", [
  /** Ends the scan and begins it anew, on every adapter. */
  v.strictObject({ v: version, command: v.literal("restart-scan") }),
  /** Shows which of the boxes on the wall this one is. */
  v.strictObject({
    v: version,
    command: v.literal("blink"),
    seconds: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BLINK_S)),
      10,
    ),
  }),
]);

/** For the AsyncAPI document. */
export const gatewayCommandSchemas: NamedSchemas = { GatewayCommand: asked };

export type GatewayCommand = Acknowledgement | v.InferOutput<typeof asked>;

export function encodeGatewayCommand(command: GatewayCommand): Uint8Array {
  return command.command === "ack" ? encodeAck(command) : asciiBytes(JSON.stringify(command));
}

/** A command that this version does not know is `bad-field`, and a later format `unknown-version`. */
export function decodeGatewayCommand(bytes: Uint8Array): Decoded<GatewayCommand> {
  if (bytes[0] !== BRACE) return decodeAck(bytes);
  const text = decodeAscii(bytes);
  return text.ok ? checkJson(asked, text.value) : text;
}

function encodeAck({ bootId, at: time, ranges }: Acknowledgement): Uint8Array {
  if (ranges.length < 1 || ranges.length > MAX_ACK_RANGES)
    throw new RangeError(`an acknowledgement has 1 to ${MAX_ACK_RANGES} ranges`);
  const bytes = new Uint8Array(ACK_HEADER_BYTES + ranges.length * ACK_RANGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, ACK_FORMAT);
  view.setUint8(1, ranges.length);
  view.setUint16(2, Math.floor(time / 2 ** 32));
  view.setUint32(4, time % 2 ** 32);
  view.setUint32(8, bootId);
  for (const [index, { first, last }] of ranges.entries()) {
    view.setUint32(ACK_HEADER_BYTES + index * ACK_RANGE_BYTES, first);
    view.setUint32(ACK_HEADER_BYTES + index * ACK_RANGE_BYTES + 4, last);
  }
  return bytes;
}

function decodeAck(bytes: Uint8Array): Decoded<Acknowledgement> {
  if (bytes.length < ACK_HEADER_BYTES)
    return refused("truncated", "an acknowledgement has 12 bytes of header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== ACK_FORMAT)
    return refused("unknown-version", "expected acknowledgement format 1");
  const count = view.getUint8(1);
  const length = ACK_HEADER_BYTES + count * ACK_RANGE_BYTES;
  if (count < 1 || count > MAX_ACK_RANGES)
    return refused("bad-field", `an acknowledgement has 1 to ${MAX_ACK_RANGES} ranges`);
  if (bytes.length < length) return refused("truncated", `expected ${count} ranges of 8 bytes`);
  if (bytes.length > length) return refused("overlong", `expected ${count} ranges of 8 bytes`);
  const ranges: SequenceRange[] = [];
  for (let at = ACK_HEADER_BYTES; at < length; at += ACK_RANGE_BYTES) {
    const first = view.getUint32(at);
    const last = view.getUint32(at + 4);
    if (first > last) return refused("bad-field", "a range begins before it ends");
    ranges.push({ first, last });
  }
  return decoded({
    command: "ack",
    bootId: view.getUint32(8),
    at: unixMs(view.getUint16(2) * 2 ** 32 + view.getUint32(4)),
    ranges,
  });
}
