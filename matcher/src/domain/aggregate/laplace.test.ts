import { describe, expect, it } from "vitest";
import { seededUniform } from "../../../test/seeded.ts";
import { chiSquareRatio } from "../../../test/statistics.ts";
import { budget, scaleOf } from "./budget.ts";
import { metrics } from "./cells.ts";
import { deviationOf, discreteLaplace, MOST_T, type Scale } from "./laplace.ts";

/** Draws per scale: a million and some in all. */
const DRAWS = 180_000;

const named = (scale: Scale) => [`${scale.t} / ${scale.s}`, scale] as const;
const scales = new Map([
  ...metrics.map((metric) => named(scaleOf(budget[metric]))),
  named({ t: 1, s: 1 }),
  named({ t: 3, s: 2 }),
]);

/** Chance of `value`: (1 − p) / (1 + p) · p^|value|, p = exp(−s / t). */
const chanceOf = (value: number, { t, s }: Scale) =>
  Math.tanh(s / t / 2) * Math.exp((-Math.abs(value) * s) / t);

/** How far `draw` is from its distribution, above 1 when significantly. */
function fit(scale: Scale, draw: () => number): number {
  const widest = Math.ceil((14 * scale.t) / scale.s);
  const values = Array.from({ length: 2 * widest + 1 }, (_, at) => at - widest);
  const seen = new Map<number, number>();
  for (let turn = 0; turn < DRAWS; turn++) {
    const value = draw();
    seen.set(value, (seen.get(value) ?? 0) + 1);
  }
  return chiSquareRatio(
    values.map((value) => seen.get(value) ?? 0),
    values.map((value) => DRAWS * chanceOf(value, scale)),
  );
}

describe("laplace", () => {
  it.each([...scales])("draws noise of scale %s from the distribution it should", (name, scale) => {
    const uniform = seededUniform(`laplace ${name}`);
    expect(fit(scale, () => discreteLaplace(scale, uniform))).toBeLessThan(1);
  });

  it("would be caught with a zero of two signs", () => {
    const scale = { t: 10, s: 3 };
    const uniform = seededUniform("two zeros");
    const careless = () => {
      const size = Math.abs(discreteLaplace(scale, uniform));
      return uniform(20) === 0 ? 0 : size * (uniform(2) === 0 ? 1 : -1);
    };
    expect(fit(scale, careless)).toBeGreaterThan(1);
  });

  it("states the deviation of the distribution", () => {
    const scale = { t: 20, s: 1 };
    let variance = 0;
    for (let value = -2_000; value <= 2_000; value++)
      variance += value ** 2 * chanceOf(value, scale);
    expect(deviationOf(scale)).toBeCloseTo(Math.sqrt(variance), 6);
  });

  it.each([
    { t: 0, s: 1 },
    { t: 1, s: 0 },
    { t: 1.5, s: 1 },
    { t: MOST_T + 1, s: 1 },
  ])("calls a scale of $t / $s a bug", (scale) => {
    expect(() => discreteLaplace(scale, seededUniform("bug"))).toThrow(RangeError);
  });
});
