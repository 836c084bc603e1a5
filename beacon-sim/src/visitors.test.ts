import { hours, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { Binding } from "./beacon.ts";
import { smallHall } from "./floor-plan.ts";
import type { Stage } from "./stage.ts";
import { epochBegin, testBinding } from "./testing/bindings.ts";
import { Visitors } from "./visitors.ts";

/** A hall that says who is in it, by the first byte of their keys. */
function doorOf(visitors: number) {
  const inside: Binding[] = [];
  const stage: Stage = {
    plan: smallHall,
    people: [],
    visitors,
    bind: () => {},
    advance: () => {},
    admit: (binding) => {
      inside.push(binding);
      return { leave: () => void inside.splice(inside.indexOf(binding), 1) };
    },
    place: () => ({ leave: () => {} }),
  };
  return { stage, inside, who: () => inside.map(({ beaconKey }) => beaconKey[0]) };
}

describe("visitors", () => {
  it("come in once, however often their app says so", () => {
    const { stage, who } = doorOf(3);
    const visitors = new Visitors(stage);
    visitors.welcome(testBinding(1), epochBegin);
    visitors.welcome(testBinding(1), epochBegin);
    expect(who()).toEqual([1]);
  });

  it("make room, the oldest first", () => {
    const { stage, who } = doorOf(2);
    const visitors = new Visitors(stage);
    for (const filling of [1, 2, 3]) visitors.welcome(testBinding(filling), epochBegin);
    expect(who()).toEqual([2, 3]);
    expect(visitors.size).toBe(2);
  });

  it("leave when they say so, and strangers' keys change nothing", () => {
    const { stage, who } = doorOf(3);
    const visitors = new Visitors(stage);
    for (const filling of [1, 2]) visitors.welcome(testBinding(filling), epochBegin);
    visitors.farewell(testBinding(1));
    visitors.farewell(testBinding(9));
    expect(who()).toEqual([2]);
  });

  it("leave when their session is over, and do not come back after it", () => {
    const { stage, who } = doorOf(3);
    const visitors = new Visitors(stage);
    visitors.welcome(testBinding(1), epochBegin);
    const { expiresAt } = testBinding(1);
    visitors.forgetExpired(unixMs(expiresAt - 1));
    expect(who()).toEqual([1]);
    visitors.forgetExpired(expiresAt);
    expect(who()).toEqual([]);
    visitors.welcome(testBinding(1), expiresAt);
    expect(who()).toEqual([]);
  });

  it("stay no longer than a session can last, whatever they say", () => {
    const { stage, inside } = doorOf(3);
    const visitors = new Visitors(stage);
    visitors.welcome({ ...testBinding(1), expiresAt: unixMs(2 ** 52) }, epochBegin);
    expect(inside[0]?.expiresAt).toBe(epochBegin + hours(2));
    visitors.forgetExpired(unixMs(epochBegin + hours(2)));
    expect(visitors.size).toBe(0);
  });

  it("are turned away by a hall without places", () => {
    const { stage } = doorOf(0);
    const visitors = new Visitors({ ...stage, admit: () => undefined });
    visitors.welcome(testBinding(1), epochBegin);
    expect(visitors.size).toBe(0);
  });

  it("all leave in the end", () => {
    const { stage, who } = doorOf(3);
    const visitors = new Visitors(stage);
    for (const filling of [1, 2]) visitors.welcome(testBinding(filling), epochBegin);
    visitors.clear();
    expect(who()).toEqual([]);
  });
});
