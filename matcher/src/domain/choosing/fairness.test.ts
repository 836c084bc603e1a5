import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gainOf } from "./fairness.ts";

const value = fc.double({ min: 0.01, max: 1, noNaN: true });

describe("fairness", () => {
  it("gains more by giving to whoever has had less, and by giving more", () => {
    fc.assert(
      fc.property(value, value, value, (past, more, given) => {
        expect(gainOf(past, given, 0.25)).toBeGreaterThan(gainOf(past + more, given, 0.25));
        expect(gainOf(past, given + more, 0.25)).toBeGreaterThan(gainOf(past, given, 0.25));
      }),
    );
  });
});
