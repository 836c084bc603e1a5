import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_CONNECT_BYTES, MAX_PACKET_BYTES, startPacketLimit } from "./packet-limit.ts";

/** A packet of this type whose body has `length` octets. */
function packet(length: number, type = 0x30): Buffer {
  const header = [type];
  let left = length;
  do {
    header.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

/** `bytes` in pieces, as sockets deliver them. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const cuts = [0, ...at.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b)];
  return cuts.map((from, index) => bytes.subarray(from, cuts[index + 1] ?? bytes.length));
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe("packet limit", () => {
  it("takes packets up to their limits, however they are cut up", () => {
    const lengths = fc.array(fc.nat(300), { maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(100), lengths, cuts, (first, later, at) => {
        const limit = startPacketLimit(100, 300);
        const stream = Buffer.concat([first, ...later].map((length) => packet(length)));
        for (const piece of cut(stream, at)) expect(limit.take(piece)).toBe(true);
      }),
    );
  });

  it("finds a packet over its limit wherever it is, before its body has come", () => {
    const lengths = fc.array(fc.nat(300), { maxLength: 20 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 301, max: 100_000 }), cuts, (before, long, at) => {
        const limit = startPacketLimit(300, 300);
        const header = packet(long).subarray(0, packet(long).length - long);
        const stream = Buffer.concat([...before.map((length) => packet(length)), header]);
        expect(cut(stream, at).every((piece) => limit.take(piece))).toBe(false);
      }),
    );
  });

  it("allows the first packet less than the rest", () => {
    expect(startPacketLimit().take(packet(MAX_CONNECT_BYTES))).toBe(true);
    expect(startPacketLimit().take(packet(MAX_CONNECT_BYTES + 1))).toBe(false);
    const limit = startPacketLimit();
    expect(limit.take(packet(MAX_CONNECT_BYTES))).toBe(true);
    expect(limit.take(packet(MAX_PACKET_BYTES))).toBe(true);
    expect(limit.take(packet(MAX_PACKET_BYTES + 1))).toBe(false);
  });

  it("refuses a length that does not end within four octets", () => {
    expect(startPacketLimit().take(Buffer.of(0x10, 0x80, 0x80, 0x80, 0x80, 0x01))).toBe(false);
  });
});
