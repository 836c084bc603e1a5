import { interestsById } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests } from "../../../test/fixtures.ts";
import { RARITY_MAX, RARITY_MIN, rarityAmong, rarityOf } from "./rarity.ts";

describe("rarity", () => {
  it("is higher the fewer have chosen, all else equal, and stays within its bounds", () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(5_000),
        fc.nat(5_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (people, one, other, prior) => {
          const [few, many] = [Math.min(one, other), Math.max(one, other)];
          const rare = rarityOf(people, few, prior);
          expect(rare).toBeGreaterThanOrEqual(rarityOf(people, many, prior));
          expect(rare).toBeGreaterThanOrEqual(RARITY_MIN);
          expect(rare).toBeLessThanOrEqual(RARITY_MAX);
        },
      ),
    );
  });

  it("is what the prior says among nobody, and what people chose among many", () => {
    const [common, odd] = interests("coffee", "hardstyle");
    if (common === undefined || odd === undefined) throw new Error("a fixture is wrong");
    expect(rarityAmong([])(odd)).toBeGreaterThan(rarityAmong([])(common));
    const crowd = Array.from({ length: 200 }, () => [odd]);
    expect(rarityAmong(crowd)(odd)).toBeLessThan(rarityAmong(crowd)(common));
  });

  it("is sane for the first arrival and for a venue's own interest", () => {
    for (const id of interestsById.keys()) expect(rarityAmong([[id]])(id)).toBeLessThan(RARITY_MAX);
    const [own] = interests("v:vindue:quiz");
    if (own !== undefined) expect(rarityAmong([])(own)).toBeGreaterThan(1);
  });
});
