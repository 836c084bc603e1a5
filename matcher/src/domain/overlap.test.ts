import { type InterestId, interestsById } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests } from "../../test/fixtures.ts";
import { rarityAmong } from "./choosing/rarity.ts";
import { overlapOf } from "./overlap.ts";

/** Among nobody but the made-up people. */
const rarity = rarityAmong([]);
const someInterests = fc.uniqueArray(fc.constantFrom(...interestsById.keys()), { maxLength: 8 });

describe("overlap", () => {
  it("is nothing for two who share nothing", () => {
    expect(overlapOf(interests("devops"), interests("coffee"), rarity)).toBeUndefined();
  });

  it("names the rarest first", () => {
    const overlap = overlapOf(
      interests("coffee", "hardstyle"),
      interests("hardstyle", "coffee"),
      rarity,
    );
    expect(overlap?.first.id).toBe("hardstyle");
    expect(overlap?.second?.id).toBe("coffee");
  });

  it("takes the second from another category where one is shared", () => {
    const shared = interests("hardstyle", "techno", "house-music", "running");
    const overlap = overlapOf(shared, shared, rarity);
    expect(overlap?.second?.category).not.toBe(overlap?.first.category);
  });

  it("takes the second from the same category when there is no other", () => {
    const shared = interests("hardstyle", "techno");
    expect(overlapOf(shared, shared, rarity)?.second?.id).toBe("techno");
  });

  it("skips what no sentence can be made of", () => {
    const own = ["v:vindue:quiz" as InterestId];
    expect(overlapOf(own, own, rarity)).toBeUndefined();
  });

  it("is the same both ways, names only what both have, and is the rarest there is", () => {
    fc.assert(
      fc.property(someInterests, someInterests, (a, b) => {
        const overlap = overlapOf(a, b, rarity);
        expect(overlapOf(b, a, rarity)).toEqual(overlap);
        const shared = a.filter((each) => b.includes(each));
        expect(overlap === undefined).toBe(shared.length === 0);
        if (overlap === undefined) return;
        for (const { id } of [overlap.first, ...(overlap.second ? [overlap.second] : [])])
          expect(shared).toContain(id);
        expect(overlap.second === undefined).toBe(shared.length === 1);
        expect(rarity(overlap.first.id)).toBe(Math.max(...shared.map(rarity)));
      }),
    );
  });
});
