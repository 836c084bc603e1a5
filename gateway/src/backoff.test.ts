import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { waitAfter } from "./backoff.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("back-off", () => {
  it("waits between half a second and half a minute, however often it failed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), random, (failures, chance) => {
        expect(waitAfter(failures, false, chance)).toBeGreaterThanOrEqual(500);
        expect(waitAfter(failures, false, chance)).toBeLessThanOrEqual(30_000);
      }),
    );
  });

  it("doubles the wait with each failure", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((failures) => waitAfter(failures, false, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it("asks slowly where the credentials are refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), random, (failures, chance) => {
        expect(waitAfter(failures, true, chance)).toBeGreaterThanOrEqual(30_000);
      }),
    );
  });
});
