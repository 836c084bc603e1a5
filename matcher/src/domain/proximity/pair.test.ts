import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceOf, scoreWithin } from "./pair.ts";
import { noPlace, type Place } from "./posterior.ts";

const at = (x: number, y: number, variance = 1): Place => ({
  ...noPlace(0),
  x,
  y,
  xx: variance,
  yy: variance,
});

/** Standard normal distribution function (Abramowitz and Stegun 7.1.26, error below 2e-7). */
function normal(score: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(score)) / Math.SQRT2);
  const tail =
    0.5 *
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-score * score) / 2);
  return score >= 0 ? 1 - tail : tail;
}

describe("a pair", () => {
  it("has the probability that sampling the two places gives, within .02", () => {
    let seed = 1;
    const uniform = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const draw = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    for (const [apart, variance] of [
      [0, 1],
      [3, 1],
      [5, 4],
      [9, 4],
    ] as const) {
      let within = 0;
      for (let times = 0; times < 20_000; times++) {
        const dx = apart + Math.sqrt(2 * variance) * draw();
        const dy = Math.sqrt(2 * variance) * draw();
        if (dx * dx + dy * dy <= 25) within++;
      }
      const said = normal(scoreWithin(at(0, 0, variance), at(apart, 0, variance), 5));
      expect(Math.abs(said - within / 20_000)).toBeLessThan(0.02);
    }
  });

  it("is the likelier the nearer, and the same both ways", () => {
    const metres = fc.double({ min: 0, max: 40, noNaN: true });
    fc.assert(
      fc.property(metres, metres, (one, two) => {
        const near = Math.min(one, two);
        const far = Math.max(one, two) + 0.01;
        const score = (apart: number) => scoreWithin(at(0, 0), at(apart, 0), 5);
        expect(score(near)).toBeGreaterThanOrEqual(score(far));
        expect(scoreWithin(at(near, 1), at(0, 0), 5)).toBeCloseTo(
          scoreWithin(at(0, 0), at(near, 1), 5),
          9,
        );
      }),
    );
  });

  it("differs by what is left of levels when one carrier's strength is taken out", () => {
    const hears = (levels: readonly number[]): Place => ({
      ...at(0, 0),
      levels: Float32Array.from(levels),
      hearing: levels.length,
    });
    const one = hears([-60, -70, -80, -75]);
    const into = { common: 0, rms: 0 };
    differenceOf(one, hears([-64, -74, -84, -79]), into);
    expect(into).toEqual({ common: 4, rms: 0 });
    differenceOf(one, hears([-62, -68, -82, -73]), into);
    expect(into).toEqual({ common: 4, rms: 2 });
  });
});
