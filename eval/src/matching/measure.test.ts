import { describe, expect, it } from "vitest";
import { giniOf, quantile } from "./measure.ts";

describe("the Gini coefficient", () => {
  it("is 0 when all have the same and nears 1 when one has all", () => {
    expect(giniOf([2, 2, 2])).toBeCloseTo(0, 12);
    expect(giniOf([0, 0, 0])).toBe(0);
    expect(giniOf([...Array.from({ length: 99 }, () => 0), 1])).toBeCloseTo(0.99, 12);
    // Half the mean absolute difference over the mean, by hand.
    expect(giniOf([3, 1])).toBeCloseTo(0.25, 12);
    expect(giniOf([])).toBeNaN();
  });
});

describe("a quantile", () => {
  it("is the least value that no more than the rest exceed", () => {
    const values = Array.from({ length: 100 }, (_, at) => at + 1);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile(values, 0.95)).toBe(95);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
