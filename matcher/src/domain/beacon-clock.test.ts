import { EPOCH_GRACE, EPOCH_LENGTH, type UnixMs, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon } from "../../test/fixtures.ts";
import { badgeItem, eidItem, setYearAgo, staticItem } from "../../test/stock.ts";
import { clockOf, noteHeard, periodReached, periodsAccepted } from "./beacon-clock.ts";

const YEAR = noon - setYearAgo;
const nominal = (now: number, ahead = 0) => Math.floor((now + ahead) / EPOCH_LENGTH);
/** A crystal's error, ppm, and the time over which it acts, ms. */
const drift = fc.integer({ min: -40, max: 40 });
const aheadAt = (now: number, ppm: number) => ((now - setYearAgo) * ppm) / 1e6;
const width = (clock: ReturnType<typeof clockOf>, now: UnixMs) => {
  const { first, last } = periodsAccepted(clock, now);
  return last - first + 1;
};

describe("a beacon's clock", () => {
  it("is searched three epochs either side after a year, and not farther after ten", () => {
    const later = unixMs(noon + 9 * YEAR);
    for (const now of [noon, later]) {
      const { first, last } = periodsAccepted(clockOf(badgeItem(1)), now);
      expect(nominal(now) - first).toBeGreaterThanOrEqual(3);
      expect(last - nominal(now)).toBeGreaterThanOrEqual(3);
      expect(last - first + 1).toBeLessThanOrEqual(8);
    }
    expect(width(clockOf(badgeItem(1, undefined)), noon)).toBeLessThanOrEqual(8);
  });

  it("is taken at its word in the hour after it was set", () => {
    const clock = clockOf(badgeItem(1, noon));
    const now = unixMs(noon + 3_600_000);
    const start = Math.floor(now / EPOCH_LENGTH) * EPOCH_LENGTH;
    const middle = unixMs(start + EPOCH_LENGTH / 2);
    expect(periodsAccepted(clock, middle)).toEqual({ first: nominal(now), last: nominal(now) });
  });

  it("accepts what a crystal within 40 ppm sends, at every time, heard in between or not", () => {
    const steps = fc.array(fc.integer({ min: 1, max: 7_200_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        drift,
        steps,
        fc.array(fc.boolean()),
        fc.nat(59_000),
        (ppm, list, hears, delay) => {
          const clock = clockOf(badgeItem(1));
          let now = noon;
          for (const [at, by] of list.entries()) {
            now = unixMs(now + by);
            const sentAt = now - delay;
            const period = nominal(sentAt, aheadAt(sentAt, ppm));
            const { first, last } = periodsAccepted(clock, now);
            expect(period).toBeGreaterThanOrEqual(first);
            expect(period).toBeLessThanOrEqual(last);
            expect(periodReached(clock, now)).toBeGreaterThanOrEqual(period);
            if (hears[at] === true) noteHeard(clock, period, now);
          }
        },
      ),
    );
  });

  it("takes a token for as long after its period as any other, once it has been heard to change", () => {
    fc.assert(
      fc.property(drift, fc.integer({ min: 1, max: 20 }), (ppm, epochs) => {
        const clock = clockOf(badgeItem(1));
        let now = noon;
        for (let second = 0; second < EPOCH_LENGTH / 1_000 + 1; second++) {
          now = unixMs(noon + second * 1_000);
          noteHeard(clock, nominal(now, aheadAt(now, ppm)), now);
        }
        now = unixMs(now + epochs * EPOCH_LENGTH);
        // One second between adverts, and two hours and a half of drift at 90 ppm.
        const old = nominal(now - EPOCH_GRACE - 2_000, aheadAt(now, ppm));
        expect(periodsAccepted(clock, now).first).toBeGreaterThanOrEqual(old);
      }),
    );
  });

  it("cannot be led astray by replays of what it accepts", () => {
    const acts = fc.array(
      fc.record({
        by: fc.integer({ min: 100, max: 900_000 }),
        back: fc.option(fc.nat(8), { nil: undefined }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(drift, acts, (ppm, list) => {
        const clock = clockOf(badgeItem(1));
        let now = noon;
        for (const { by, back } of list) {
          now = unixMs(now + by);
          const period = nominal(now, aheadAt(now, ppm));
          const { first, last } = periodsAccepted(clock, now);
          expect(period).toBeGreaterThanOrEqual(first);
          expect(period).toBeLessThanOrEqual(last);
          const heard = period - (back ?? 0);
          if (heard >= first) noteHeard(clock, heard, now);
        }
      }),
    );
  });

  it("of an Eddystone-EID tag counts from what it showed, and may change a period late", () => {
    const clock = clockOf(eidItem(1));
    const shown = Math.floor((65_280_000 + YEAR) / EPOCH_LENGTH);
    for (const period of [shown - 1, shown]) {
      const { first, last } = periodsAccepted(clock, noon);
      expect(period).toBeGreaterThanOrEqual(first);
      expect(period).toBeLessThanOrEqual(last);
    }
    expect(width(clock, noon)).toBeLessThanOrEqual(10);
  });

  it("of a static tag is the gateways'", () => {
    const clock = clockOf(staticItem(1));
    expect(periodsAccepted(clock, noon)).toEqual({ first: nominal(noon), last: nominal(noon) });
    noteHeard(clock, nominal(noon), noon);
    expect(periodReached(clock, noon)).toBe(nominal(noon));
  });
});
