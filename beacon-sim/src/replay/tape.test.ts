import { durationMs, metres, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpotReadings } from "./readings.ts";
import { MAX_LATE, Playhead, tapeOf } from "./tape.ts";

const LENGTH = durationMs(10_000);
const spot = { label: "0_0_0", x: metres(0), y: metres(0), z: metres(0) };

function spotReadings(...paths: readonly (readonly number[])[]): SpotReadings {
  const heard = paths.map((times) => ({
    at: Uint32Array.from(times),
    rssi: Int8Array.from(times, (time) => -1 - (time % 100)),
  }));
  return { spot, heard, malformed: 0 };
}

const times = fc
  .array(fc.nat(LENGTH), { maxLength: 30 })
  .map((values) => values.toSorted((a, b) => a - b));
const spots = fc.array(
  fc.tuple(times, times).map(([a, b]) => spotReadings(a, b)),
  { minLength: 1, maxLength: 5 },
);

type Played = readonly [spot: number, receiver: number, rssi: number];

describe("a tape", () => {
  it("has every reading of every path once, in order of time", () => {
    fc.assert(
      fc.property(spots, (read) => {
        const tape = tapeOf(read, LENGTH);
        const expected = read.flatMap(({ heard }, index) =>
          heard.flatMap(({ at }, receiver) =>
            [...at].map((time) => `${time}/${index}/${receiver}`),
          ),
        );
        const taped = [...tape.at].map(
          (time, at) => `${time}/${tape.spot[at]}/${tape.receiver[at]}`,
        );
        expect(taped.toSorted()).toEqual(expected.toSorted());
        expect([...tape.at]).toEqual([...tape.at].toSorted((a, b) => a - b));
        expect([...tape.rssi]).toEqual([...tape.at].map((time) => -1 - (time % 100)));
      }),
    );
  });

  it("plays everything once a round, however often it is asked", () => {
    const steps = fc.array(fc.integer({ min: 1, max: MAX_LATE }), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(spots, steps, (read, waits) => {
        const tape = tapeOf(read, LENGTH);
        const head = new Playhead(tape, unixMs(5));
        const played: Played[] = [];
        let now = 5;
        for (const wait of waits) {
          now += wait;
          head.playTo(unixMs(now), (...reading) => played.push(reading));
        }
        const elapsed = now - 5;
        const rounds = Math.floor(elapsed / LENGTH);
        const rest = [...tape.at].filter((time) => time <= elapsed % LENGTH).length;
        expect(played).toHaveLength(rounds * tape.at.length + rest);
      }),
    );
  });

  it("passes over what it slept through", () => {
    const head = new Playhead(tapeOf([spotReadings([0, 100, 7_000, 7_900])], LENGTH), unixMs(0));
    const played: number[] = [];
    head.playTo(unixMs(50), (_, __, rssi) => played.push(rssi));
    head.playTo(unixMs(30 * LENGTH + 8_000), (_, __, rssi) => played.push(rssi));
    expect(played).toEqual([-1, -1, -1]);
  });

  it("is silent when nothing was recorded", () => {
    const head = new Playhead(tapeOf([spotReadings([], [])], LENGTH), unixMs(0));
    head.playTo(unixMs(99_999), () => expect.unreachable());
  });

  it("waits when the clock goes back", () => {
    const head = new Playhead(tapeOf([spotReadings([0, 100])], LENGTH), unixMs(1_000));
    head.playTo(unixMs(0), () => expect.unreachable());
  });
});
