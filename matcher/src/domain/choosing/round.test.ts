import { interestsById, minutes, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests, noon, sessionOf, zone } from "../../../test/fixtures.ts";
import type { Proposal } from "../nudge.ts";
import { type Policy, policies } from "../policy.ts";
import type { Session } from "../session.ts";
import type { Met, Round } from "./met.ts";
import { nothingYet, type Person, type Share } from "./person.ts";
import { rarityAmong } from "./rarity.ts";
import { chooseIn } from "./round.ts";

const person = (
  number: number,
  from: Partial<Session> = {},
  waited = minutes(20),
  share: Share = nothingYet(),
): Person => ({
  session: sessionOf(number, from),
  share,
  waited,
  free: true,
  groupsOnly: from.approach === "group-only",
});
const meetings = (people: readonly Person[]): readonly Met[] =>
  people.flatMap((a, at) =>
    people.slice(at + 1).map((b) => ({ a, b, tier: "zone" as const, fresh: true })),
  );
const roundOf = (people: readonly Person[], from: Partial<Round> = {}): Round => ({
  zone: zone("bar"),
  met: meetings(people),
  rarity: rarityAmong(people.map(({ session }) => session.interests)),
  groups: false,
  now: noon,
  policy: policies.default,
  ...from,
});
const pairs = (chosen: readonly Proposal[]) =>
  chosen.map(({ sides }) => sides.map(({ session }) => session.id));
const idOf = ({ session }: Person) => session.id;
const [rare, shared] = [interests("hardstyle", "coffee"), interests("coffee")];

describe("a round", () => {
  it("chooses the pair that shares more and leaves the other pair of a person for later", () => {
    const people = [
      person(1, { interests: rare }),
      person(2, { interests: shared }),
      person(3, { interests: rare }),
    ] as const;
    const chosen = chooseIn(roundOf(people));
    expect(pairs(chosen)).toEqual([[idOf(people[0]), idOf(people[2])]]);
    expect(chosen[0]?.sides[0]?.reason).toMatchObject({ first: { id: "hardstyle" } });
  });

  it("gives a turn to whoever has had less", () => {
    const rich: Share = { ...nothingYet(), past: 2 };
    const people = [
      person(1, { interests: rare }, minutes(20), rich),
      person(2, { interests: rare }, minutes(20), rich),
      person(3, { interests: shared }),
    ] as const;
    expect(pairs(chooseIn(roundOf(people)))[0]).toContain(idOf(people[2]));
  });

  it("waits for something better than the least at first, and takes it later", () => {
    const crowd = [
      person(1, { interests: rare }, minutes(0)),
      person(2, { interests: shared }, minutes(0)),
      person(3, { interests: interests("hardstyle") }, minutes(0)),
    ];
    const met = meetings(crowd).filter(({ a, b }) => a === crowd[0] && b === crowd[1]);
    const best = meetings(crowd).filter(({ a, b }) => a === crowd[0] && b === crowd[2]);
    const used = best.map((each) => ({ ...each, fresh: false }));
    expect(chooseIn(roundOf(crowd, { met: [...met, ...used] }))).toEqual([]);
    const later = [...met, ...used].map((each) => ({
      ...each,
      a: { ...each.a, waited: minutes(15) },
      b: { ...each.b, waited: minutes(15) },
    }));
    expect(chooseIn(roundOf(crowd, { met: later }))).toHaveLength(1);
  });

  it("tries something related after half an hour, and anything ten minutes later", () => {
    const two = (waited: number, other: string) => [
      person(1, { interests: interests("devops") }, minutes(waited)),
      person(2, { interests: interests(other) }, minutes(12)),
    ];
    expect(chooseIn(roundOf(two(29, "cloud")))).toEqual([]);
    expect(chooseIn(roundOf(two(30, "cloud")))).toMatchObject([
      {
        kind: "related",
        sides: [
          { reason: { own: { id: "devops" }, theirs: { id: "cloud" } } },
          { reason: { own: { id: "cloud" }, theirs: { id: "devops" } } },
        ],
      },
    ]);
    expect(chooseIn(roundOf(two(39, "hardstyle")))).toEqual([]);
    expect(chooseIn(roundOf(two(40, "hardstyle")))).toMatchObject([{ kind: "open" }]);
  });

  it("proposes a chat about anything once an hour only, to either", () => {
    for (const [minute, number] of [
      [59, 0],
      [60, 1],
    ] as const) {
      const lately: Share = { past: 0.1, openAt: unixMs(noon - minutes(minute)) };
      const people = [
        person(1, { interests: interests("devops") }, minutes(45)),
        person(2, { interests: interests("hardstyle") }, minutes(45), lately),
      ];
      expect(chooseIn(roundOf(people))).toHaveLength(number);
    }
  });

  it("tells each of two whose roles complete each other what the other one offers", () => {
    const as = (id: string) => ({ role: { id, about: interests("devops") } }) as Partial<Session>;
    const people = [person(1, as("can-advise")), person(2, as("wants-advice"))];
    expect(chooseIn(roundOf(people))).toMatchObject([
      {
        kind: "role",
        sides: [{ reason: { role: "wants-advice" } }, { reason: { role: "can-advise" } }],
      },
    ]);
  });

  it("uses whatever scorer the policy holds", () => {
    const policy: Policy = { ...policies.default, scorer: () => 0 };
    expect(chooseIn(roundOf([person(1), person(2)], { policy }))).toEqual([]);
  });
});

describe("a group", () => {
  const people = (count: number, ids = rare) =>
    Array.from({ length: count }, (_, at) => person(at + 1, { interests: ids }));
  const inGroups = { groups: true };

  it("is three or four who share something uncommon, each of them told the same", () => {
    for (const count of [3, 4, 5, 9]) {
      const chosen = chooseIn(roundOf(people(count), inGroups));
      const groups = chosen.filter(({ kind }) => kind === "group");
      expect(groups.map(({ sides }) => sides.length)).toEqual([Math.min(4, count)]);
      for (const { reason } of groups[0]?.sides ?? [])
        expect(reason).toMatchObject({ kind: "group", interest: { id: "hardstyle" } });
    }
    expect(chooseIn(roundOf(people(2), inGroups))).toMatchObject([{ kind: "exact" }]);
  });

  it("is not made of what everybody likes, nor of any two who have been nudged together", () => {
    const common = { ...inGroups, rarity: () => 0.9 };
    expect(chooseIn(roundOf(people(5), common)).map(({ kind }) => kind)).not.toContain("group");
    const three = people(3);
    const met = meetings(three).map((each, at) => ({ ...each, fresh: at > 0 }));
    expect(chooseIn(roundOf(three, { ...inGroups, met })).map(({ kind }) => kind)).toEqual([
      "exact",
    ]);
  });

  it("is all that somebody gets who asked for groups only", () => {
    const shy = person(1, { interests: rare, approach: "group-only" });
    const others = people(4).slice(1);
    expect(chooseIn(roundOf([shy, ...others.slice(0, 1)]))).toEqual([]);
    const [group] = chooseIn(roundOf([shy, ...others], inGroups));
    expect(group?.kind).toBe("group");
    expect(group?.sides.map(({ session }) => session.id)).toContain(idOf(shy));
  });
});

describe("any round", () => {
  it("chooses only free people, each once, pairs or groups of three to four, all of them new to each other", () => {
    const ids = [...interestsById.keys()].slice(0, 8);
    const guest = fc.record({
      interests: fc.subarray(ids, { minLength: 1 }),
      waited: fc.integer({ min: 0, max: 60 }),
      free: fc.boolean(),
      past: fc.double({ min: 0, max: 2, noNaN: true }),
      approach: fc.constantFrom("open" as const, "shy" as const, "group-only" as const),
    });
    fc.assert(
      fc.property(
        fc.array(guest, { maxLength: 12 }),
        fc.func(fc.boolean()),
        fc.boolean(),
        (list, isFresh, groups) => {
          const people = list.map(
            ({ interests: own, waited, free, past, approach }, at): Person => ({
              ...person(at + 1, { interests: own, approach }, minutes(waited)),
              share: { ...nothingYet(), past },
              free,
            }),
          );
          const met = meetings(people)
            .filter(({ a, b }) => a.free || b.free)
            .map((each) => ({ ...each, fresh: isFresh(idOf(each.a), idOf(each.b)) }));
          const round = roundOf(people, { met, groups });
          const chosen = chooseIn(round);
          const taken = pairs(chosen).flat();
          expect(new Set(taken).size).toBe(taken.length);
          for (const each of people) if (!each.free) expect(taken.includes(idOf(each))).toBe(false);
          for (const { kind, sides } of chosen) {
            if (kind === "group") expect([3, 4]).toContain(sides.length);
            else expect(sides).toHaveLength(2);
            const all = sides.map(({ session }) => session.id);
            expect([...all].sort()).toEqual(all);
            for (const { a, b, fresh } of met)
              if (all.includes(idOf(a)) && all.includes(idOf(b))) expect(fresh).toBe(true);
            if (kind !== "group")
              for (const { session } of sides) expect(session.approach).not.toBe("group-only");
          }
          // The same whatever order the pairs come in.
          const again = chooseIn({ ...round, met: [...met].reverse() });
          expect(pairs(again).map(String).sort()).toEqual(pairs(chosen).map(String).sort());
        },
      ),
    );
  });
});
