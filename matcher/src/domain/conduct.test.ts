import { dbm, minutes, seconds, type UnixMs, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  type Conduct,
  faultsOf,
  goodConduct,
  isBelieved,
  mayBring,
  noteClockOff,
  noteSightings,
} from "./conduct.ts";

const noon = 1_800_000_000_000;
const at = (second: number) => unixMs(noon + second * 1_000);
const levels = (count: number, max: number) =>
  Array.from({ length: count }, () => ({ max: dbm(max) }));
const minuteOf = (conduct: Conduct, each: (now: UnixMs) => void) => {
  for (let second = 0; second < 60; second++) each(at(second));
  return faultsOf(conduct, at(60));
};

describe("conduct", () => {
  it("finds nothing wrong with a full hall, heard every quarter of a second", () => {
    const conduct = goodConduct();
    for (let window = 0; window < 4_000; window++) {
      const now = unixMs(noon + window * 250);
      expect(mayBring(conduct, now)).toBe(true);
      noteSightings(conduct, levels(200, -40), 20, now);
    }
    expect(faultsOf(conduct, at(1_000))).toEqual([]);
    expect(isBelieved(conduct, at(1_000))).toBe(true);
  });

  it("takes a whole ring after an outage, twice, and not a flood", () => {
    const conduct = goodConduct();
    for (let window = 0; window < 1_200; window++) expect(mayBring(conduct, at(0))).toBe(true);
    let taken = 0;
    for (let window = 0; window < 10_000; window++) if (mayBring(conduct, at(10))) taken++;
    expect(taken).toBeLessThan(300);
    expect(faultsOf(conduct, at(10))).toEqual(["flood"]);
    expect(conduct.flooded).toBe(10_000 - taken);
  });

  it("does not believe levels that no beacon reaches, for five minutes after the last", () => {
    const conduct = goodConduct();
    expect(minuteOf(conduct, (now) => noteSightings(conduct, levels(5, -5), 0, now))).toEqual([
      "impossible-levels",
    ]);
    expect(isBelieved(conduct, at(60))).toBe(false);
    expect(isBelieved(conduct, unixMs(at(60) + minutes(5)))).toBe(true);
  });

  it("forgives a few impossible levels, and badges that lie on the gateway", () => {
    const conduct = goodConduct();
    const heard = [...levels(1, 20), ...levels(9, -15)];
    expect(minuteOf(conduct, (now) => noteSightings(conduct, heard, 0, now))).toEqual([]);
  });

  it("shows a gateway that hears hardly anything but tokens that are nobody's", () => {
    const conduct = goodConduct();
    expect(minuteOf(conduct, (now) => noteSightings(conduct, levels(20, -70), 19, now))).toEqual([
      "foreign-tokens",
    ]);
    const busy = goodConduct();
    expect(minuteOf(busy, (now) => noteSightings(busy, levels(40, -70), 20, now))).toEqual([]);
  });

  it("counts windows of a clock that is off, and forgets the fault when it is mended", () => {
    const conduct = goodConduct();
    noteClockOff(conduct, at(0));
    noteClockOff(conduct, at(1));
    expect(conduct.clockOff).toBe(2);
    expect(faultsOf(conduct, at(2))).toEqual(["clock-off"]);
    expect(faultsOf(conduct, unixMs(at(1) + minutes(5) + seconds(1)))).toEqual([]);
  });
});
