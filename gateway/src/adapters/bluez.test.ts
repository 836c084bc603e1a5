import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBluezEvent, encodeBluezCommand, indicesIn, infoIn } from "./bluez-frames.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("the management channel's frames", () => {
  it("ask as BlueZ's document says", () => {
    expect(encodeBluezCommand({ ask: "list" })).toEqual(hex("0300 ffff 0000"));
    expect(encodeBluezCommand({ ask: "info", index: 1 })).toEqual(hex("0400 0100 0000"));
    expect(encodeBluezCommand({ ask: "power", index: 1, on: true })).toEqual(
      hex("0500 0100 0100 01"),
    );
  });

  it("tell answers, refusals and adapters that come and go", () => {
    expect(decodeBluezEvent(hex("0100 ffff 0700 0300 00 0200 0000"))).toMatchObject({
      ...{ says: "answer", opcode: 3, index: 0xffff, status: 0 },
    });
    expect(decodeBluezEvent(hex("0200 0100 0300 0500 14"))).toMatchObject({
      opcode: 5,
      status: 20,
    });
    expect(decodeBluezEvent(hex("0400 0200 0000"))).toEqual({ says: "added", index: 2 });
    expect(decodeBluezEvent(hex("0500 0200 0000"))).toEqual({ says: "removed", index: 2 });
    expect(decodeBluezEvent(hex("0600 0200 0400 00000000"))).toBeUndefined();
  });

  it("give adapters' numbers, and an address as people read it off a box", () => {
    expect(indicesIn(hex("0200 0000 0300"))).toEqual([0, 3]);
    const info = Buffer.alloc(280);
    info.set(hex("010203040506"));
    info.writeUInt32LE(1, 13);
    expect(infoIn(info)).toEqual({ address: "06:05:04:03:02:01", powered: true });
  });

  it("are read from any bytes without throwing, and never past their end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const frame = Buffer.from(bytes);
        const event = decodeBluezEvent(frame);
        if (event?.says === "answer") expect(event.returns.length).toBeLessThanOrEqual(31);
        for (const index of indicesIn(frame)) expect(index).toBeLessThanOrEqual(0xffff);
        infoIn(frame);
      }),
    );
  });
});
