import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededBytes } from "../../../test/seeded.ts";
import { MOST_BELOW, uniformOf } from "./uniform.ts";

const listed = (bytes: readonly number[]) => uniformOf(() => Uint8Array.from(bytes));

describe("uniform", () => {
  it("gives a whole number below its bound, always", () => {
    const uniform = uniformOf(seededBytes("bounds"));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST_BELOW }), (below) => {
        const value = uniform(below);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(below);
        expect(Number.isInteger(value)).toBe(true);
      }),
    );
  });

  it("draws a byte above the last full stretch again rather than folding it down", () => {
    expect(listed([255, 7])(10)).toBe(7);
    expect(listed([249])(10)).toBe(9);
  });

  it("takes more bytes for larger bounds, the first the highest", () => {
    expect(listed([1, 2])(257)).toBe((256 + 2) % 257);
    expect(listed([0, 1, 0])(65_537)).toBe(256);
  });

  it("takes no randomness for a bound of one", () => {
    expect(
      uniformOf(() => {
        throw new Error("asked");
      })(1),
    ).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, MOST_BELOW + 1])("calls a bound of %d a bug", (below) => {
    expect(() => listed([0])(below)).toThrow(RangeError);
  });

  it("calls a source that gives nothing a bug, not a zero", () => {
    expect(() => listed([])(2)).toThrow(RangeError);
  });
});
