import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon, sessionOf, setup, zone } from "../../test/fixtures.ts";
import { eachCandidate } from "./candidates.ts";
import { nothingYet } from "./choosing/person.ts";
import { admit, floorOf, type Member, pairKey } from "./floor.ts";
import { noLevels } from "./levels.ts";
import { nearnessOf } from "./nearness.ts";
import { policies } from "./policy.ts";
import type { Presence } from "./presence.ts";
import { noPlace, type Place } from "./proximity/posterior.ts";
import { planOf } from "./venue.ts";

const spot = fc.record({
  x: fc.double({ min: -30, max: 60, noNaN: true }),
  y: fc.double({ min: -30, max: 60, noNaN: true }),
  zone: fc.constantFrom("bar", "hall"),
});

/** A place to within a metre, of someone whom all gateways hear. */
function placeAt(x: number, y: number): Place {
  const place = { ...noPlace(setup.gateways.length), x, y, xx: 1, yy: 1 };
  for (const [index, each] of setup.gateways.entries()) {
    place.levels[index] = -50 - 18 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8));
    place.hearing++;
  }
  return place;
}

describe("candidates", () => {
  it("holds every pair that may be near and every pair in one zone where that is enough", () => {
    fc.assert(
      fc.property(fc.array(spot, { minLength: 2, maxLength: 20 }), (spots) => {
        const floor = floorOf(planOf(setup));
        const members = spots.map((each, number): Member => {
          const session = sessionOf(number + 1);
          admit(floor, session, noon);
          const member = floor.members.get(session.id);
          if (member === undefined) throw new Error("just admitted");
          member.place = placeAt(each.x, each.y);
          const here = zone(each.zone);
          member.presence = {
            zone: here,
            since: noon,
            heardAt: noon,
            challenger: undefined,
            by: "radio",
            sure: true,
          };
          return member;
        });
        const found = new Set<number>();
        const left = eachCandidate(floor, members, (a, b) => found.add(pairKey(a, b)));
        expect(left).toBe(0);
        for (const [one, a] of members.entries())
          for (const [two, b] of members.slice(0, one).entries()) {
            const [here, there] = [spots[one], spots[two]];
            if (here === undefined || there === undefined) continue;
            const [place, other] = [placeAt(here.x, here.y), placeAt(there.x, there.y)];
            const far = Math.hypot(here.x - there.x, here.y - there.y) > 5;
            const close =
              !far && nearnessOf(place, other, "plain") >= policies.default.encounter.nearUntil;
            const sameBar = here.zone === "bar" && there.zone === "bar";
            if (close || sameBar) expect(found.has(pairKey(a, b))).toBe(true);
          }
      }),
      { numRuns: 50 },
    );
  });

  it("holds everyone in a dense zone with whoever is there by proof alone, and no other two", () => {
    const floor = floorOf(planOf(setup));
    const members = [1, 2, 3, 4].map((number): Member => {
      const session = sessionOf(number);
      admit(floor, session, noon);
      const member = floor.members.get(session.id);
      if (member === undefined) throw new Error("just admitted");
      const by = number === 1 ? "proof" : "radio";
      const at = zone(number === 4 ? "bar" : "hall");
      member.presence = {
        zone: at,
        by,
        sure: true,
        since: noon,
        heardAt: noon,
        challenger: undefined,
      };
      return member;
    });
    const found = new Set<number>();
    eachCandidate(floor, members, (a, b) => found.add(pairKey(a, b)));
    const [proved, one, other] = members;
    if (!proved || !one || !other) throw new Error("four were made");
    expect([...found].sort()).toEqual([pairKey(proved, one), pairKey(proved, other)].sort());
  });

  it("counts what it leaves out of a zone that is too full", () => {
    const floor = floorOf(planOf(setup));
    const presence: Presence = {
      zone: zone("bar"),
      since: noon,
      heardAt: noon,
      challenger: undefined,
      by: "radio",
      sure: true,
    };
    const members = Array.from({ length: 1_000 }, (_, number): Member => {
      const session = sessionOf(number + 1);
      return {
        session,
        serial: number + 1,
        levels: noLevels(0),
        presence,
        spot: noPlace(0),
        place: undefined,
        claimingUntil: session.quietUntil,
        nudged: new Set(),
        share: nothingYet(),
        heard: new Set(),
      };
    });
    let seen = 0;
    const left = eachCandidate(floor, members, () => seen++);
    expect(seen).toBe(300_000);
    expect(left).toBe((1_000 * 999) / 2 - 300_000);
  });
});
