import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyBytes, neverThrows } from "../test/round-trip.ts";
import { decodeAd, encodeAd } from "./ad.ts";

describe("AD structures", () => {
  it("survive being written and read", () => {
    const structures = fc.array(
      fc.record({ type: fc.nat(255), value: fc.uint8Array({ maxLength: 12 }) }),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(structures, (value) => {
        const bytes = encodeAd(value);
        if (bytes.ok) expect(decodeAd(bytes.value)).toEqual({ ok: true, value });
      }),
    );
  });

  it("are refused when they do not fit 31 octets", () => {
    expect(encodeAd([{ type: 9, value: new Uint8Array(30) }])).toMatchObject({
      problem: { kind: "overlong" },
    });
  });

  it("end early at a length of zero", () => {
    expect(decodeAd(Uint8Array.of(2, 1, 6, 0, 9, 9))).toMatchObject({ value: { length: 1 } });
  });

  it("that promise more than there is are truncated", () => {
    expect(decodeAd(Uint8Array.of(5, 1, 6))).toMatchObject({ problem: { kind: "truncated" } });
    expect(decodeAd(Uint8Array.of(1))).toMatchObject({ problem: { kind: "truncated" } });
  });

  it("are read from any bytes without throwing", () => neverThrows(anyBytes, decodeAd));
});
