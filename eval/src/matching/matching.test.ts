import { describe, expect, it } from "vitest";
import { rngOf } from "../rng.ts";
import { comparators, ours } from "./comparators.ts";
import { crowdOf } from "./crowd.ts";
import { evaluate, tableOf } from "./index.ts";
import { measure } from "./measure.ts";
import { run } from "./run.ts";

const request = { people: [20], seed: 3, json: true };

describe("the evaluation", () => {
  it("gives the same figures for the same seed, and others for another", {
    timeout: 30_000,
  }, () => {
    const report = evaluate(request);
    expect(evaluate(request)).toEqual(report);
    expect(evaluate({ ...request, seed: 4 }).people).not.toEqual(report.people);
    expect(Object.keys(report.comparators)).toEqual(["count", "random"]);
    expect(tableOf(report).trim().split("\n")).toHaveLength(2 + 1 + 3);
  });

  it("finds the default policy within its targets", () => {
    const figures = measure(run(crowdOf(60, rngOf(61)), ours, 1));
    expect(figures.counted).toBeGreaterThan(20);
    expect(figures.coverage).toBeGreaterThanOrEqual(0.95);
    expect(figures.rareTenthCoverage).toBeGreaterThanOrEqual(0.9);
    expect(figures.gini).toBeLessThanOrEqual(0.2);
    expect(figures.quietBreaches).toBe(0);
    expect(figures.limitBreaches).toBe(0);
    expect(figures.latency.p50).toBeLessThanOrEqual(75);
    expect(figures.latency.p95).toBeLessThanOrEqual(150);
  });

  it("sees breaches where there are some", () => {
    const hasty = {
      ...ours,
      nudge: {
        ...{ ...ours.nudge, gap: ours.encounter.zoneDwell, perHour: 20, perSession: 20 },
        // Nobody here says that they are still open.
        askAfter: 1_000,
      },
      quiet: { ...ours.quiet, before: ours.encounter.nearTime },
    };
    const figures = measure(run(crowdOf(40, rngOf(41)), hasty, 1));
    expect(figures.limitBreaches).toBeGreaterThan(0);
    expect(figures.quietBreaches).toBeGreaterThan(0);
  });

  it("leaves those who share nothing with anybody unreached without the ladder", () => {
    const { count } = comparators;
    if (count === undefined) throw new Error("there is a comparator");
    const figures = measure(run(crowdOf(60, rngOf(61)), count, 1));
    expect(figures.rareTenthCoverage).toBeLessThan(0.9);
    expect(figures.limitBreaches).toBe(0);
  });
});
