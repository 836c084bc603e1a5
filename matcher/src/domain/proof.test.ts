/**
 * Proofs on a floor: what follows from having shown to be in a zone, with a radio and without one.
 */
import { epochAt, minutes, seconds, tokenOf, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  noon,
  type Person,
  sessionOf,
  setup,
  venue,
  windowsOf,
  zone,
} from "../../test/fixtures.ts";
import type { BoundCarrier } from "./carrier.ts";
import { type Floor, floorOf } from "./floor.ts";
import { type Policy, policies } from "./policy.ts";
import type { Session } from "./session.ts";
import { step } from "./step.ts";
import { planOf } from "./venue.ts";

const at = (second: number) => unixMs(noon + second * 1_000);
const { choosing, ladder } = policies.default;
const impatient: Policy = {
  ...policies.default,
  choosing: {
    ...choosing,
    every: seconds(1),
    crowd: 2,
    delay: { from: seconds(0), to: seconds(0) },
  },
  ladder: { ...ladder, fall: seconds(0) },
  groups: undefined,
};
const proof = (where: string, from = 0): BoundCarrier => ({
  kind: "zone-code",
  zone: zone(where),
  until: unixMs(at(from) + minutes(20)),
});
const anna = sessionOf(1, { carriers: [proof("hall")] });
const bo = sessionOf(2);
const cleo = sessionOf(3, { carriers: [proof("hall")] });

function floorWith(...sessions: readonly Session[]): Floor {
  const floor = floorOf({ ...planOf(setup), policy: impatient });
  for (const session of sessions) step(floor, { kind: "session", session }, noon);
  return floor;
}

/** What is proposed in some seconds in which gateways hear these people. */
function pass(floor: Floor, heard: readonly Person[], from: number, length: number) {
  const proposed = [];
  for (let second = from; second < from + length; second++) {
    for (const window of windowsOf(heard, at(second), second))
      step(floor, { kind: "batch", ...window }, at(second));
    for (const each of step(floor, { kind: "tick" }, at(second)).effects)
      if (each.kind === "propose") proposed.push(each.proposal);
  }
  return proposed;
}
const presenceOf = (floor: Floor, { id }: Session) => floor.members.get(id)?.presence;

describe("a proof", () => {
  it("is enough for two who are in a dense zone by it alone, after as long as anywhere", () => {
    const floor = floorWith(anna, cleo);
    expect(pass(floor, [], 0, 60)).toEqual([]);
    expect(pass(floor, [], 60, 2)).toMatchObject([{ tier: "zone", zone: "hall" }]);
  });

  it("is enough for somebody with a badge and somebody without", () => {
    const floor = floorWith(anna, bo);
    const heard = [{ session: bo, x: 14, y: 6 }];
    expect(pass(floor, heard, 0, 60)).toEqual([]);
    expect(pass(floor, heard, 60, 2)).toMatchObject([{ tier: "zone", zone: "hall" }]);
    expect(presenceOf(floor, anna)?.by).toBe("proof");
    expect(presenceOf(floor, bo)?.by).toBe("radio");
  });

  it("does not make two near whom gateways hear far apart", () => {
    const floor = floorWith(anna, cleo);
    const heard = [
      { session: anna, x: 8, y: 0 },
      { session: cleo, x: 20, y: 6 },
    ];
    expect(pass(floor, heard, 0, 120)).toEqual([]);
    expect(presenceOf(floor, anna)?.by).toBe("radio");
  });

  it("keeps somebody in the zone whose badge has fallen silent, until it is over", () => {
    const floor = floorWith(anna);
    pass(floor, [{ session: anna, x: 11, y: 3 }], 0, 10);
    pass(floor, [], 10, 60);
    expect(presenceOf(floor, anna)).toMatchObject({ zone: "hall", by: "proof", since: at(0) });
    pass(floor, [], 1_199, 1);
    expect(presenceOf(floor, anna)).toMatchObject({ zone: "hall" });
    pass(floor, [], 1_200, 1);
    expect(presenceOf(floor, anna)).toBeUndefined();
  });

  it("is not looked at while somebody is not open to talk, and is again afterwards", () => {
    const floor = floorWith(anna);
    pass(floor, [], 0, 1);
    expect(presenceOf(floor, anna)).toBeDefined();
    step(floor, { kind: "session", session: { ...anna, open: false, revision: 1 } }, at(1));
    pass(floor, [], 1, 5);
    expect(presenceOf(floor, anna)).toBeUndefined();
    step(floor, { kind: "session", session: { ...anna, revision: 2 } }, at(6));
    pass(floor, [], 6, 1);
    expect(presenceOf(floor, anna)).toMatchObject({ zone: "hall", since: at(6) });
  });

  it("gives a phone's word for a token no weight: that takes gateways for both", () => {
    const floor = floorWith(anna, bo);
    const heard = [{ session: bo, x: 11, y: 3 }];
    pass(floor, heard, 0, 5);
    const tokens = [tokenOf(bo.key, venue, epochAt(noon))];
    step(floor, { kind: "heard", by: anna.id, tokens }, at(5));
    expect(pass(floor, heard, 5, 40)).toEqual([]);
    const people = [...heard, { session: anna, x: 12, y: 3 }];
    pass(floor, people, 45, 2);
    step(floor, { kind: "heard", by: anna.id, tokens }, at(47));
    expect(pass(floor, people, 47, 1)).toMatchObject([{ tier: "beside" }]);
  });
});
