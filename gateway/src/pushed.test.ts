import { asciiBytes, encodeGatewayConfig } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startPushed } from "./pushed.ts";

const version = (number: number) => encodeGatewayConfig({ v: 1, version: number, windowMs: 500 });

describe("a pushed configuration", () => {
  it("is applied once, and again only when it is newer", () => {
    const { take, state } = startPushed();
    expect(state()).toBeUndefined();
    expect(take(version(3))).toEqual({ v: 1, version: 3, windowMs: 500 });
    expect(state()).toEqual({ version: 3 });
    // Retained: it comes with every connection.
    expect(take(version(3))).toBeUndefined();
    expect(take(version(2))).toBeUndefined();
    expect(state()).toEqual({ version: 3, rejected: "version 2 is older than 3" });
    expect(take(version(4))).toMatchObject({ version: 4 });
    expect(state()).toEqual({ version: 4 });
  });

  it("that is wrong changes nothing, and its reason fits the status", () => {
    const { take, state } = startPushed();
    take(version(1));
    expect(take(asciiBytes('{"v":1,"version":2,"windowMs":1}'))).toBeUndefined();
    expect(state()).toMatchObject({ version: 1, rejected: expect.stringContaining("windowMs") });
    expect(take(new Uint8Array())).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(take(bytes)).toBeUndefined();
        expect(state()?.version).toBe(1);
        expect(state()?.rejected?.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
