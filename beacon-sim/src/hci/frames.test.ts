import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeHello, encodeFrame, encodeHello, FrameReader, HELLO, PACKET } from "./frames.ts";

type Frame = readonly [kind: number, payload: string];

function readAll(chunks: readonly Buffer[]): { frames: Frame[]; ours: boolean } {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  const ours = chunks.every((chunk) =>
    reader.read(chunk, (kind, payload) => frames.push([kind, payload.toString("hex")])),
  );
  return { frames, ours };
}

test("frames come out whole and in order, however the stream is cut", () => {
  const frame = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 300 }));
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(frame), cuts, (sent, sizes) => {
      const stream = Buffer.concat(sent.map(([kind, payload]) => encodeFrame(kind, payload)));
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i % sizes.length] ?? 1;
        chunks.push(stream.subarray(at, at + size));
        at += size;
      }
      const frames = sent.map(([kind, p]): Frame => [kind, Buffer.from(p).toString("hex")]);
      expect(readAll(chunks)).toEqual({ frames, ours: true });
    }),
  );
});

test("no octets at all make the reader throw or keep more than one frame", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
      const { ours } = readAll(chunks.map((chunk) => Buffer.from(chunk)));
      return typeof ours === "boolean";
    }),
  );
  expect(readAll([Buffer.from([0xff, 0xff, PACKET])]).ours).toBe(false);
  expect(readAll([Buffer.from([0, 0, PACKET])]).ours).toBe(false);
});

test("a hello is read back, and anything else is not a hello", () => {
  const secret = Buffer.alloc(32, 7);
  const frame = encodeHello(secret, "salen øst");
  expect(frame[2]).toBe(HELLO);
  expect(decodeHello(frame.subarray(3))).toEqual({ secret, antenna: "salen øst" });
  expect(decodeHello(Buffer.concat([Uint8Array.of(9), frame.subarray(4)]))).toBeUndefined();
  expect(decodeHello(encodeHello(secret, "").subarray(3))).toBeUndefined();
  expect(decodeHello(encodeHello(secret, "x".repeat(65)).subarray(3))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      decodeHello(Buffer.from(bytes));
    }),
  );
});
