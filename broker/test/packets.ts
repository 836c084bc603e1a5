/**
 * Packets: MQTT 3.1.1 by hand, well formed and not, for those who attack a broker. Pure.
 */

import { field } from "../src/testing/venue.ts";

/** A packet with this first octet; `claims` is the length that it announces (§2.2.3). */
export function packet(first: number, body: Buffer, claims = body.length): Buffer {
  const header = [first];
  let left = claims;
  do {
    header.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(header), body]);
}

/** A CONNECT with a clean session and a keep-alive of 30 s (§3.1). */
export const connectPacket = (clientId: string, username: string, secret: string): Buffer =>
  packet(
    0x10,
    Buffer.concat([
      field("MQTT"),
      Buffer.of(4, 0xc2, 0, 30),
      ...[clientId, username, secret].map((each) => field(each)),
    ]),
  );

export const publishPacket = (topic: string, qos: 0 | 1 | 2, id: number, payload: Buffer): Buffer =>
  packet(
    0x30 | (qos << 1),
    Buffer.concat([field(topic), ...(qos > 0 ? [Buffer.of(id >> 8, id & 0xff)] : []), payload]),
  );

/** One of each kind that a client may send, and some that it may not, all well formed. */
export const everyKind = (topic: string): readonly Buffer[] => [
  connectPacket("again", "again", "again"),
  publishPacket(topic, 0, 0, Buffer.from("zero")),
  publishPacket(topic, 1, 7, Buffer.from("one")),
  publishPacket(topic, 2, 8, Buffer.from("two")),
  packet(0x20, Buffer.of(0, 0)),
  packet(0x40, Buffer.of(0, 7)),
  packet(0x50, Buffer.of(0, 8)),
  packet(0x62, Buffer.of(0, 8)),
  packet(0x70, Buffer.of(0, 8)),
  packet(0x82, Buffer.concat([Buffer.of(0, 9), field(topic), Buffer.of(1)])),
  packet(0x90, Buffer.of(0, 9, 1)),
  packet(0xa2, Buffer.concat([Buffer.of(0, 10), field(topic)])),
  packet(0xb0, Buffer.of(0, 10)),
  packet(0xc0, Buffer.alloc(0)),
  packet(0xd0, Buffer.alloc(0)),
  packet(0xf0, Buffer.alloc(3)),
];

/** Draws from 0 to below `below`. */
export type Draw = (below: number) => number;

/** mulberry32: the same seed, the same draws. */
export function drawsOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** `from` with some of it flipped, cut, doubled or replaced. */
export function spoiled(from: Buffer, draw: Draw): Buffer {
  let bytes: Buffer = Buffer.from(from);
  for (let change = 0; change <= draw(3); change++) {
    const at = draw(Math.max(1, bytes.length));
    switch (draw(6)) {
      case 0:
        bytes = Buffer.concat([bytes]);
        bytes[at] = draw(256);
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(draw(256)), bytes.subarray(at)]);
        break;
      case 4:
        // The flags and the length are where a parser decides most.
        bytes = Buffer.concat([Buffer.of(draw(256), draw(256)), bytes.subarray(2)]);
        break;
      default:
        bytes = Buffer.from(Array.from({ length: draw(64) }, () => draw(256)));
    }
  }
  return bytes;
}
