import { epochAt, type Token, tokenOf, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { Air } from "../air.ts";
import { ManualClock } from "../clock.ts";
import { smallHall } from "../floor-plan.ts";
import { seededRng } from "../rng.ts";
import {
  epochBegin,
  point,
  testBinding,
  testKey,
  testVenue,
  tokenIn,
} from "../testing/bindings.ts";
import { type Heard, listenAt } from "../testing/ear.ts";
import { distance } from "./group.ts";
import { CrowdStage } from "./stage.ts";

const PEOPLE = 12;

function opened(seed = 1) {
  const clock = new ManualClock(epochBegin);
  const air = new Air({ clock, link: () => undefined });
  const stage = new CrowdStage(smallHall, PEOPLE, air, epochBegin, seededRng(seed));
  air.link = stage.link;
  const heard = listenAt(
    air,
    smallHall.gateways.map(({ id }) => id),
  );
  const run = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 20) {
      clock.advance(20);
      stage.advance(unixMs(clock.now()));
    }
  };
  return { air, clock, stage, heard, run, now: () => unixMs(clock.now()) };
}

const tokensOf = (heard: readonly Heard[]): ReadonlySet<Token> =>
  new Set(heard.map(({ advert }) => tokenIn(advert.data)));
const tokenNow = (filling: number) => tokenOf(testKey(filling), testVenue, epochAt(epochBegin));

describe("the made-up hall on the air", () => {
  it("is silent until people have keys", () => {
    const { air, run } = opened();
    run(3_000);
    expect(air.counters.transmitted).toBe(0);
  });

  it("has every badge send about once a second, heard by most gateways", () => {
    const { air, stage, heard, run } = opened();
    for (const [index, id] of stage.people.entries())
      stage.bind(id, testBinding(index), epochBegin);
    run(60_000);
    expect(air.counters.transmitted).toBeGreaterThan(PEOPLE * 57);
    expect(air.counters.transmitted).toBeLessThanOrEqual(PEOPLE * 60);
    expect(tokensOf(heard).size).toBe(PEOPLE);
    const share = heard.length / air.counters.transmitted / smallHall.gateways.length;
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(0.93);
  });

  it("takes both token and address from the air at the end of an epoch", () => {
    const { stage, heard, run } = opened();
    for (const [index, id] of stage.people.entries())
      stage.bind(id, testBinding(index), epochBegin);
    run(512_000);
    const before = heard.splice(0);
    run(60_000);
    const addresses = (list: readonly Heard[]) =>
      new Set(list.map(({ advert }) => Buffer.from(advert.address).toString("hex")));
    expect(tokensOf(heard).size).toBe(PEOPLE);
    expect([...tokensOf(heard)].filter((token) => tokensOf(before).has(token))).toEqual([]);
    expect([...addresses(heard)].filter((each) => addresses(before).has(each))).toEqual([]);
  });

  it("runs the same for the same seed, advert by advert", () => {
    const run = () => {
      const hall = opened(9);
      for (const id of hall.stage.people) hall.stage.bind(id, testBinding(3), epochBegin);
      hall.run(10_000);
      return hall.heard.map(({ gateway, rssi, advert }) => [gateway, rssi, [...advert.address]]);
    };
    expect(run()).toEqual(run());
  });

  it("lets a visitor in among people, and on the air until they leave", () => {
    const { stage, heard, run, now } = opened();
    const guest = stage.admit(testBinding(99), now());
    const { at } = stage.crowd.people.at(-1) ?? { at: point(0, 0) };
    const nearest = stage.crowd.people.slice(0, -1).map((person) => distance(person.at, at));
    expect(Math.min(...nearest)).toBeLessThan(2);
    run(5_000);
    expect(tokensOf(heard)).toEqual(new Set([tokenNow(99)]));
    guest.leave();
    guest.leave();
    heard.splice(0);
    run(5_000);
    expect(heard).toEqual([]);
    expect(stage.crowd.people).toHaveLength(PEOPLE);
  });

  it("puts people where a test wants them, within the hall", () => {
    const { stage, now } = opened();
    stage.place(testBinding(1), point(2, 3), now());
    expect(stage.crowd.people.at(-1)).toMatchObject({
      at: { x: 2, y: 3 },
      doing: { kind: "pinned" },
    });
    expect(() => stage.place(testBinding(1), point(17, 3), now())).toThrow(RangeError);
    expect(() => stage.place(testBinding(1), point(Number.NaN, 3), now())).toThrow(RangeError);
  });

  it("does not make up for a pause of the process", () => {
    const { air, clock, stage, now } = opened();
    for (const id of stage.people) stage.bind(id, testBinding(3), epochBegin);
    clock.advance(60_000);
    stage.advance(now());
    stage.advance(now());
    stage.advance(now());
    expect(air.counters.transmitted).toBeLessThanOrEqual(2 * PEOPLE);
  });
});
