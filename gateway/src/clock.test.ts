import { unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startClock } from "./clock.ts";

const BEGIN = 1_700_000_000_000;

/** A clock whose times a test sets: the monotonic one, and how far the system's differs from it. */
function clockAt() {
  const times = { mono: 5_000, system: BEGIN - 5_000 };
  const clock = startClock(
    () => times.mono,
    () => unixMs(times.mono + times.system),
  );
  return { times, clock, now: () => clock.at(times.mono) };
}

describe("the gateway's clock", () => {
  it("starts as the system's", () => {
    expect(clockAt().now()).toBe(BEGIN);
  });

  it("follows a small correction gradually, and never runs backwards for it", () => {
    const { times, clock, now } = clockAt();
    times.system -= 400;
    let before = now();
    for (let second = 0; second < 60; second++) {
      times.mono += 1_000;
      clock.look();
      expect(now()).toBeGreaterThan(before);
      before = now();
    }
    expect(now()).toBeCloseTo(times.mono + times.system, -1);
  });

  it("takes a step of the system's clock over at once, as when the network sets it", () => {
    const { times, clock, now } = clockAt();
    times.system += 1_000_000;
    clock.look();
    expect(now()).toBe(times.mono + times.system);
  });

  it("learns how far it is ahead to within half the fastest round trip", () => {
    const trip = fc.record({ there: fc.nat(900), back: fc.nat(900) });
    fc.assert(
      fc.property(
        fc.array(trip, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: -30_000, max: 30_000 }),
        (trips, ahead) => {
          const { times, clock, now } = clockAt();
          expect(clock.error()).toBeUndefined();
          for (const { there, back } of trips) {
            const sent = times.mono;
            times.mono += there;
            const matchers = unixMs(now() - ahead);
            times.mono += back;
            clock.answered(sent, matchers);
            times.mono += 1_000;
          }
          const fastest = Math.min(...trips.slice(-16).map(({ there, back }) => there + back));
          expect(Math.abs((clock.error() ?? 99_999) - ahead)).toBeLessThanOrEqual(fastest / 2 + 1);
        },
      ),
    );
  });

  it("learns nothing from what was long on its way, and forgets all when it is set", () => {
    const { times, clock, now } = clockAt();
    clock.answered(times.mono - 3_000, now());
    expect(clock.error()).toBeUndefined();
    clock.answered(times.mono, unixMs(now() - 70_000));
    expect(clock.error()).toBe(32_767);
    times.system += 60_000;
    clock.look();
    expect(clock.error()).toBeUndefined();
  });
});
