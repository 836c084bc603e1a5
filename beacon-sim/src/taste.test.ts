import { INTERESTS_MAX, INTERESTS_MIN, type InterestId, interestsById } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRng } from "./rng.ts";
import { chooseInterests } from "./taste.ts";

const shown = [...interestsById.keys()];

describe("taste", () => {
  it("is three to six different interests of those shown", () => {
    fc.assert(
      fc.property(fc.nat(), fc.subarray(shown, { minLength: 6 }), (seed, some) => {
        const chosen = chooseInterests(some, seededRng(seed));
        expect(chosen.length).toBeGreaterThanOrEqual(Math.max(3, INTERESTS_MIN));
        expect(chosen.length).toBeLessThanOrEqual(Math.min(6, INTERESTS_MAX));
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(some).toEqual(expect.arrayContaining([...chosen]));
      }),
    );
  });

  it("makes do with what there is", () => {
    const own = ["v:zoo:lions" as InterestId];
    expect(chooseInterests(own, seededRng(1))).toEqual(own);
    expect(chooseInterests([], seededRng(1))).toEqual([]);
  });

  it("prefers what most people like", () => {
    const rng = seededRng(3);
    const counts = new Map<InterestId, number>();
    for (let person = 0; person < 2_000; person++)
      for (const id of chooseInterests(shown, rng)) counts.set(id, (counts.get(id) ?? 0) + 1);
    const meanOf = (prior: number): number => {
      const of = [...interestsById.values()].filter((each) => each.prior === prior);
      return of.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0) / of.length;
    };
    expect(meanOf(0.25) / meanOf(0.04)).toBeGreaterThan(4);
    expect(meanOf(0.1) / meanOf(0.04)).toBeGreaterThan(2);
  });
});
