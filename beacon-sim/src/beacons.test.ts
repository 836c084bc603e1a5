import { epochAt, tokenOf, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { Beacons } from "./beacons.ts";
import { seededRng } from "./rng.ts";
import { epochBegin, testBinding, testKey, testVenue, tokenIn } from "./testing/bindings.ts";

const later = (ms: number) => unixMs(epochBegin + ms);

describe("the badges with a key", () => {
  it("have nothing on the air without one", () => {
    expect(new Beacons(seededRng(1)).advertOf("a", epochBegin)).toBeUndefined();
  });

  it("send one and the same advert for as long as an epoch lasts", () => {
    const beacons = new Beacons(seededRng(1));
    beacons.bind("a", testBinding(1), epochBegin);
    expect(beacons.advertOf("a", later(511_999))).toBe(beacons.advertOf("a", epochBegin));
    const next = beacons.advertOf("a", later(520_000));
    expect(next && tokenIn(next.data)).toBe(
      tokenOf(testKey(1), testVenue, epochAt(later(520_000))),
    );
  });

  it("forget the key when the session is over", () => {
    const beacons = new Beacons(seededRng(1));
    beacons.bind("a", testBinding(1), epochBegin);
    expect(beacons.advertOf("a", testBinding(1).expiresAt)).toBeUndefined();
    expect(beacons.size).toBe(0);
  });

  it("forget the key when told to", () => {
    const beacons = new Beacons(seededRng(1));
    beacons.bind("a", testBinding(1), epochBegin);
    beacons.forget("a");
    expect(beacons.advertOf("a", epochBegin)).toBeUndefined();
  });

  it("carry a new session's token as soon as they are given its key", () => {
    const beacons = new Beacons(seededRng(1));
    beacons.bind("a", testBinding(1), epochBegin);
    const before = beacons.advertOf("a", epochBegin);
    beacons.bind("a", testBinding(2), later(1));
    const after = beacons.advertOf("a", later(1));
    expect(after && tokenIn(after.data)).toBe(tokenOf(testKey(2), testVenue, epochAt(epochBegin)));
    expect(after?.address).not.toEqual(before?.address);
  });

  it("are no more than a hall can hold", () => {
    const beacons = new Beacons(seededRng(1));
    for (let each = 0; each < 1_024; each++) beacons.bind(`${each}`, testBinding(1), epochBegin);
    expect(() => beacons.bind("one more", testBinding(1), epochBegin)).toThrow(RangeError);
    beacons.bind("7", testBinding(2), epochBegin);
  });
});
