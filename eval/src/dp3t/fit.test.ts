import { FEATURES, unplacedOdds } from "@sighej/matcher/domain";
import { describe, expect, it } from "vitest";
import { rngOf } from "../rng.ts";
import { type Example, fitted } from "./fit.ts";

describe("fitting a logistic", () => {
  it("finds the weights that made the labels", () => {
    const rng = rngOf(7);
    const truth = { base: -1, weights: [0.2, -1, 0, 0.5, 0, 2] };
    const examples: Example[] = Array.from({ length: 20_000 }, () => {
      const features = Float64Array.from({ length: FEATURES }, () => 2 * rng.uniform() - 1);
      const chance = 1 / (1 + Math.exp(-unplacedOdds(features, truth)));
      return { features, near: rng.uniform() < chance, weight: 1 };
    });
    const { base, weights } = fitted(examples);
    expect(base).toBeCloseTo(truth.base, 0);
    for (const [at, weight] of truth.weights.entries())
      expect(Math.abs((weights[at] ?? 0) - weight)).toBeLessThan(0.2);
  });

  it("listens to examples by their weight", () => {
    const one = (near: boolean, weight: number): Example => ({
      features: Float64Array.of(0, 1, 2, 3, 4, 5 + Number(near)),
      near,
      weight,
    });
    const rare = fitted([one(true, 1), one(false, 1), one(false, 8)]);
    const even = fitted([one(true, 8), one(false, 1), one(false, 1)]);
    const features = Float64Array.of(0, 1, 2, 3, 4, 5.5);
    expect(unplacedOdds(features, rare)).toBeLessThan(unplacedOdds(features, even));
  });
});
