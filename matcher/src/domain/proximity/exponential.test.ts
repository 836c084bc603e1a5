import fc from "fast-check";
import { expect, it } from "vitest";
import { exponentialOf } from "./exponential.ts";

it("is e to the power of anything, to one part in a million", () => {
  fc.assert(
    fc.property(fc.double({ min: -23.9, max: 40, noNaN: true }), (power) => {
      expect(Math.abs(exponentialOf(power) / Math.exp(power) - 1)).toBeLessThan(1e-6);
    }),
  );
  expect(exponentialOf(-24)).toBe(0);
  expect(exponentialOf(Number.NEGATIVE_INFINITY)).toBe(0);
});
