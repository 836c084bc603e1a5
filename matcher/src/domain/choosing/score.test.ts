import { type ChosenRole, type InterestId, interestsById, roles } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests } from "../../../test/fixtures.ts";
import type { Profile } from "../profile.ts";
import { RARITY_MAX, RARITY_MIN, type Rarity } from "./rarity.ts";
import { harmonic, relatedOf, roleFor, STAR, score, use } from "./score.ts";

const all = [...interestsById.keys()];
const profile = (ids: readonly InterestId[], from: Partial<Profile> = {}): Profile => ({
  interests: ids,
  stars: [],
  ...from,
});
const nats = fc.double({ min: RARITY_MIN, max: RARITY_MAX, noNaN: true });
const taste = fc.uniqueArray(fc.constantFrom(...all.slice(0, 14)), { minLength: 1, maxLength: 8 });
const starred = taste.chain((ids) =>
  fc.subarray([...ids]).map((stars) => profile(ids, { stars: stars.slice(0, 2) })),
);
const rarities: fc.Arbitrary<Rarity> = fc
  .array(nats, { minLength: 14, maxLength: 14 })
  .map((list) => (id) => list[all.indexOf(id)] ?? 1);
const role = (id: string, ...about: readonly string[]): ChosenRole => {
  const found = roles.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no role ${id}`);
  return { id: found.id, about: [...interests(...about)] };
};

describe("score", () => {
  it("is the same both ways round, 0 to 1, and 0 when either side gets nothing", () => {
    fc.assert(
      fc.property(starred, starred, rarities, (a, b, rarity) => {
        const value = score(a, b, rarity);
        expect(score(b, a, rarity)).toBeCloseTo(value, 12);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(value > 0).toBe(a.interests.some((each) => b.interests.includes(each)));
      }),
    );
    expect(harmonic(1, 0)).toBe(0);
    expect(harmonic(0, 0)).toBe(0);
  });

  it("has a harmonic mean that is symmetric and between its arguments", () => {
    const part = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(harmonic(a, b)).toBe(harmonic(b, a));
        expect(harmonic(a, b)).toBeGreaterThanOrEqual(Math.min(a, b) - 1e-12);
        expect(harmonic(a, b)).toBeLessThanOrEqual((a + b) / 2 + 1e-12);
      }),
    );
  });

  it("ranks a rarer shared interest higher, all else equal", () => {
    fc.assert(
      fc.property(taste, taste, fc.nat(7), nats, nats, (a, b, at, one, other) => {
        const shared = a.filter((each) => b.includes(each));
        const chosen = shared[at % Math.max(1, shared.length)];
        fc.pre(chosen !== undefined && shared.length <= 3 && Math.abs(one - other) > 1e-9);
        const withRarity = (value: number) =>
          score(profile(a), profile(b), (id) => (id === chosen ? value : 0.5));
        const [rare, common] = [Math.max(one, other), Math.min(one, other)];
        expect(withRarity(rare)).toBeGreaterThan(withRarity(common));
      }),
    );
  });

  it("counts a star half as much again, exactly, for whoever gave it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), taste, taste, nats, (id, a, b, value) => {
        const [one, other] = [a, b].map((list, at) => [
          id,
          // Nothing else is shared.
          ...list.filter((each) => each !== id && all.indexOf(each) % 2 === at),
        ]);
        if (one === undefined || other === undefined) throw new Error("two lists make two");
        const rarity = () => value;
        const plain = use(profile(one), profile(other), rarity);
        const loved = use(profile(one, { stars: [id] }), profile(other), rarity);
        expect(loved / plain).toBeCloseTo(STAR, 12);
        expect(use(profile(other), profile(one, { stars: [id] }), rarity)).toBeCloseTo(plain, 12);
      }),
    );
  });

  it("weighs the rarest whole, the next by half, the third by a quarter, and no more", () => {
    const ids = all.filter((id) => interestsById.get(id)?.category === "tech").slice(0, 5);
    const of = (count: number) => {
      const few = profile(ids.slice(0, count));
      return use(few, few, () => 2);
    };
    const [first, second, third, fourth] = [of(1), of(2), of(3), of(4)];
    expect(first).toBeCloseTo((0.65 * 2) / 5.25, 12);
    expect(second - first).toBeCloseTo((0.65 * 1) / 5.25, 12);
    expect(third - second).toBeCloseTo((0.65 * 0.5) / 5.25, 12);
    expect(fourth).toBeCloseTo(third, 12);
  });

  it("does not pay for ticking everything", () => {
    const [id, ...others] = all;
    if (id === undefined) throw new Error("there are interests");
    const mine = profile([id]);
    const few = score(mine, profile([id, ...others.slice(0, 4)]), () => 2);
    const many = score(mine, profile([id, ...others.slice(0, 7)]), () => 2);
    expect(many).toBeCloseTo(few * Math.sqrt(5 / 8), 12);
  });

  it("gives more for a second world than for more of the same", () => {
    const [code, music, sameWorld] = interests("devops", "hardstyle", "cloud");
    if (!code || !music || !sameWorld) throw new Error("a fixture is wrong");
    const two = use(profile([code, music]), profile([code, music]), () => 1);
    const one = use(profile([code, sameWorld]), profile([code, sameWorld]), () => 1);
    expect(two - one).toBeCloseTo(0.1, 12);
  });
});

describe("a role", () => {
  const [devops] = [interests("devops")];
  const adviser = profile(devops, { role: role("can-advise", "devops") });
  const asker = profile(devops, { role: role("wants-advice", "devops") });

  it("counts for those whose roles complete each other, and never for two of one kind", () => {
    const plain = score(profile(devops), profile(devops), () => 1);
    expect(score(adviser, asker, () => 1)).toBeCloseTo(plain + 0.25, 12);
    expect(score(adviser, adviser, () => 1)).toBeCloseTo(plain, 12);
    for (const { id, opposite } of roles)
      if (id !== opposite)
        expect(
          roleFor(
            profile(devops, { role: { id, about: [...devops] } }),
            profile(devops, { role: { id, about: [...devops] } }),
          ),
        ).toBeUndefined();
  });

  it("is about an interest that both named, where it needs one", () => {
    expect(roleFor(adviser, asker)).toEqual({ role: "wants-advice", interest: "devops" });
    const other = profile(interests("coffee"), { role: role("wants-advice", "coffee") });
    expect(roleFor(adviser, other)).toBeUndefined();
    const lunch = profile(devops, { role: role("lunch") });
    expect(roleFor(lunch, lunch)).toEqual({ role: "lunch", interest: undefined });
  });
});

describe("related interests", () => {
  it("are found both ways, worth less than a shared one, and nothing for the unrelated", () => {
    const [a, b] = [profile(interests("devops")), profile(interests("cloud"))];
    const found = relatedOf(a, b, () => 2, 0.4);
    expect(found).toMatchObject({ ofA: "devops", ofB: "cloud" });
    expect(relatedOf(b, a, () => 2, 0.4)?.value).toBe(found?.value);
    expect(found?.value).toBeCloseTo(0.4 * score(a, a, () => 2), 12);
    expect(relatedOf(a, profile(interests("hardstyle")), () => 2, 0.4)).toBeUndefined();
  });
});
