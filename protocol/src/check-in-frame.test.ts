import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, time, token } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { decodeCheckInReport, encodeCheckInReport } from "./check-in-frame.ts";
import { durationMs } from "./units.ts";

const report = fc.record({
  bootId: fc.nat(0xffff_ffff),
  at: time,
  clockError: fc.integer({ min: -0x8000, max: 0x7fff }).map(durationMs),
  nonce: bytes(8),
  token,
  proof: bytes(8),
});

describe("a check-in frame", () => {
  it("survives the wire", () =>
    decodesWhatItEncodes(report, encodeCheckInReport, decodeCheckInReport));

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeCheckInReport);
    neverThrows(damaged(report.map(encodeCheckInReport)), decodeCheckInReport);
  });

  it("is refused when it is cut, longer, of another format or not as reserved", () => {
    fc.assert(
      fc.property(report, (value) => {
        const wire = encodeCheckInReport(value);
        const kindOf = (each: Uint8Array) => {
          const read = decodeCheckInReport(each);
          return read.ok ? undefined : read.problem.kind;
        };
        expect(kindOf(wire.subarray(0, 37))).toBe("truncated");
        expect(kindOf(Uint8Array.of(...wire, 0))).toBe("overlong");
        expect(kindOf(Uint8Array.of(2, ...wire.subarray(1)))).toBe("unknown-version");
        expect(kindOf(Uint8Array.of(1, 1, ...wire.subarray(2)))).toBe("bad-field");
      }),
    );
  });
});
