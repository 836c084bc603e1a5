import { durationMs, minutes } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../policy.ts";
import { quantileOf, rungAfter, thresholdAfter } from "./ladder.ts";

const policy = policies.default.ladder;
const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
const waits = fc.integer({ min: 0, max: minutes(60) }).map(durationMs);

describe("the ladder", () => {
  it("goes from shared to related to anything, and never back up", () => {
    expect(rungAfter(minutes(29), policy)).toBe("exact");
    expect(rungAfter(minutes(30), policy)).toBe("related");
    expect(rungAfter(minutes(40), policy)).toBe("open");
  });

  it("starts at the best that is at hand and ends at the floor after fifteen minutes", () => {
    const list = Array.from({ length: 100 }, (_, at) => at / 100);
    expect(thresholdAfter(minutes(0), list, policy)).toBe(0.84);
    expect(thresholdAfter(minutes(7.5), list, policy)).toBeCloseTo((0.84 + 0.08) / 2, 12);
    expect(thresholdAfter(minutes(15), list, policy)).toBe(0.08);
    expect(thresholdAfter(minutes(0), [], policy)).toBe(0.08);
  });

  it("only ever falls, and never below the floor", () => {
    fc.assert(
      fc.property(scores, waits, waits, (list, one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        const threshold = thresholdAfter(late, list, policy);
        expect(threshold).toBeLessThanOrEqual(thresholdAfter(early, list, policy));
        expect(threshold).toBeGreaterThanOrEqual(policy.floor);
      }),
    );
  });

  it("has a quantile that is one of the scores and exceeded by no more than the rest", () => {
    fc.assert(
      fc.property(scores, (list) => {
        const value = quantileOf(list, 0.85);
        expect(list.length === 0 ? [0] : list).toContain(value);
        const above = list.filter((each) => each > value);
        expect(above.length).toBeLessThanOrEqual(0.15 * list.length + 1e-9);
      }),
    );
  });
});
