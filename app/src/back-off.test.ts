import fc from "fast-check";
import { expect, test } from "vitest";
import { backOff } from "./back-off.ts";

test("a wait is 0.1 to 15 seconds, however many failures there were", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = backOff(failures, random);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThanOrEqual(15_000);
    }),
  );
});

test("waits grow with failures until the cap", () => {
  expect([0, 1, 2, 5, 9].map((failures) => backOff(failures, 1))).toEqual([
    500, 1_000, 2_000, 15_000, 15_000,
  ]);
});
