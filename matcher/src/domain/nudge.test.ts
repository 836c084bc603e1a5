import { interestsById, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests, noon, sessionOf, zone } from "../../test/fixtures.ts";
import { chooseNudges, type Met, reaches } from "./nudge.ts";
import { policies } from "./policy.ts";

const policy = policies.default.nudge;
const met = (a: number, b: number, from: Partial<Met> = {}): Met => ({
  a: sessionOf(a),
  b: sessionOf(b),
  tier: "near",
  zone: zone("hall"),
  asks: "near",
  ...from,
});
const nobodyRests = () => false;
const pairs = (list: ReturnType<typeof chooseNudges>) => list.map(({ a, b }) => [a.id, b.id]);

describe("nudge", () => {
  it("takes being in a zone for enough only where the zone says so", () => {
    expect(reaches("zone", "zone")).toBe(true);
    expect(reaches("zone", "near")).toBe(false);
    expect(reaches("near", "near")).toBe(true);
    expect(reaches("beside", "near")).toBe(true);
  });

  it("chooses nobody who shares nothing", () => {
    const b = sessionOf(2, { interests: interests("running") });
    expect(chooseNudges([met(1, 2, { b })], nobodyRests, noon, policy)).toEqual([]);
  });

  it("prefers what is rarer and leaves the other pair of a person for later", () => {
    const rare = { interests: interests("hardstyle", "coffee") };
    const both = sessionOf(1, rare);
    const chosen = chooseNudges(
      [
        met(1, 2, { a: both, b: sessionOf(2, { interests: interests("coffee") }) }),
        met(1, 3, { a: both, b: sessionOf(3, rare) }),
      ],
      nobodyRests,
      noon,
      policy,
    );
    expect(pairs(chosen)).toEqual([[sessionOf(1).id, sessionOf(3).id]]);
    expect(chosen[0]?.overlap.first.id).toBe("hardstyle");
  });

  it("leaves those alone who rest", () => {
    const resting = sessionOf(2).id;
    const chosen = chooseNudges(
      [met(1, 2), met(3, 4)],
      (session) => session.id === resting,
      noon,
      policy,
    );
    expect(pairs(chosen)).toEqual([[sessionOf(3).id, sessionOf(4).id]]);
  });

  it("chooses each person once and only pairs that share something and wait for nothing", () => {
    const ids = [...interestsById.keys()].slice(0, 6);
    const people = fc.array(fc.subarray(ids, { minLength: 1 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(people, fc.nat(10), fc.integer({ min: 1, max: 4 }), (lists, late, perTick) => {
        const all = lists.map((list, number) =>
          sessionOf(number + 1, {
            interests: list,
            quietUntil: unixMs(number === late ? noon + 1 : 0),
          }),
        );
        const everyPair = all.flatMap((a, one) =>
          all.slice(one + 1).map((b): Met => ({ ...met(1, 2), a, b })),
        );
        const rests = (session: { quietUntil: number }) => noon < session.quietUntil;
        const chosen = chooseNudges(everyPair, rests, noon, { ...policy, perTick });
        const taken = chosen.flatMap(({ a, b }) => [a.id, b.id]);
        expect(new Set(taken).size).toBe(taken.length);
        expect(chosen.length).toBeLessThanOrEqual(perTick);
        for (const { a, b } of chosen) {
          expect(a.interests.some((each) => b.interests.includes(each))).toBe(true);
          expect(rests(a) || rests(b)).toBe(false);
        }
        const again = chooseNudges([...everyPair].reverse(), rests, noon, { ...policy, perTick });
        expect(pairs(again)).toEqual(pairs(chosen));
      }),
    );
  });
});
