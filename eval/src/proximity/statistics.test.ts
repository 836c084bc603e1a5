import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bestFrom,
  differenceOf,
  drawsOf,
  figureOf,
  figuresOf,
  type Pair,
  rankingOf,
  ratesOf,
  separationOf,
} from "./statistics.ts";

const once = new Uint8Array(20).fill(1);
const pair = (score: number, near: boolean, a = 0, b = 1): Pair => ({ score, near, a, b });

describe("statistics", () => {
  it("know a perfect order, a useless one and a wrong one", () => {
    const auc = (pairs: readonly Pair[]) => separationOf(rankingOf(pairs), once).auc;
    expect(auc([pair(3, true), pair(2, true), pair(1, false)])).toBe(1);
    expect(auc([pair(1, true), pair(1, false)])).toBe(0.5);
    expect(auc([pair(1, true), pair(2, false)])).toBe(0);
  });

  it("count the share of near pairs above far ones, ties one half", () => {
    const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(scored, (list) => {
        const near = list.filter(([, each]) => each).map(([score]) => score);
        const far = list.filter(([, each]) => !each).map(([score]) => score);
        fc.pre(near.length > 0 && far.length > 0);
        const won = near.flatMap((a) => far.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const share = won.reduce<number>((sum, each) => sum + each, 0) / won.length;
        const ranking = rankingOf(list.map(([score, each]) => pair(score, each)));
        expect(separationOf(ranking, once).auc).toBeCloseTo(share, 9);
      }),
    );
  });

  it("count a pair as often as both of its ends were drawn", () => {
    const pairs = [pair(2, true, 0, 1), pair(1, true, 2, 3), pair(1.5, false, 4, 5)];
    const weights = Uint8Array.from([2, 1, 1, 1, 1, 1]);
    expect(separationOf(rankingOf(pairs), weights).auc).toBeCloseTo(2 / 3);
    expect(ratesOf(rankingOf(pairs), 1.5, weights)).toMatchObject({
      precision: 2 / 3,
      recall: 2 / 3,
    });
  });

  it("find the threshold of the best F1", () => {
    const pairs = [pair(4, true), pair(3, true), pair(2, false), pair(1, true), pair(0, false)];
    expect(bestFrom(rankingOf(pairs))).toBe(1);
  });

  it("draw as many as there are, and give an interval around the value", () => {
    let seed = 1;
    const draws = drawsOf(20, 100, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    });
    for (const each of draws) expect(each.reduce((sum, times) => sum + times, 0)).toBe(20);
    const { value, lo, hi } = figureOf(
      20,
      draws,
      (weights) => weights.reduce((sum, times, at) => sum + times * at, 0) / 20,
    );
    expect(value).toBe(9.5);
    expect(lo).toBeLessThan(value);
    expect(hi).toBeGreaterThan(value);
  });

  it("compare two methods draw by draw", () => {
    const draws = drawsOf(4, 50, seededUniform());
    const a = figureOf(4, draws, (weights) =>
      weights.reduce((sum, each, at) => sum + each * at, 0),
    );
    const b = figureOf(4, draws, (weights) =>
      weights.reduce((sum, each, at) => sum + each * at, -1),
    );
    expect(differenceOf(a, b)).toMatchObject({ value: 1, lo: 1, hi: 1 });
  });

  it("take several figures of one measurement", () => {
    const draws = drawsOf(4, 10, seededUniform());
    const { one, two } = figuresOf(4, draws, (weights) => ({
      one: weights[0] ?? 0,
      two: 2 * (weights[0] ?? 0),
    }));
    expect(two.value).toBe(2 * one.value);
    expect(two.drawn).toEqual(one.drawn.map((each) => 2 * each));
  });
});

function seededUniform(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}
