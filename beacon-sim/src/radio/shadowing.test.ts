import { metres } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { seededRng } from "../rng.ts";
import { point } from "../testing/bindings.ts";
import { shadowField } from "./shadowing.ts";

/** Values of many fields at a point and `lag` metres beside it. */
function pairs(lag: number): readonly (readonly [number, number])[] {
  return Array.from({ length: 3_000 }, (_, seed) => {
    const field = shadowField(metres(2.6), seededRng(seed));
    return [field(point(3, 4)), field(point(3 + lag * 0.6, 4 + lag * 0.8))] as const;
  });
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe("a field of shadows", () => {
  it("has mean 0 and deviation 1 over halls", () => {
    const values = pairs(0).map(([a]) => a);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it.each([0, 0.5, 1, 2.6, 6])("has the correlation exp(-d / 2.6 m) at %d m", (lag) => {
    const correlation = mean(pairs(lag).map(([a, b]) => a * b));
    expect(Math.abs(correlation - Math.exp(-lag / 2.6))).toBeLessThan(0.07);
  });

  it("is the same hall for the same seed", () => {
    const [a, b] = [shadowField(metres(2), seededRng(9)), shadowField(metres(2), seededRng(9))];
    expect(a(point(1, 2))).toBe(b(point(1, 2)));
    expect(a(point(1, 2))).not.toBe(a(point(1.5, 2)));
  });
});
