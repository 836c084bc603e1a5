import {
  dbm,
  decodeSightings,
  durationMs,
  FRAME_HEADER_BYTES,
  FRAME_ROW_BYTES,
  readToken,
  type SightingBatch,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACK_WITHIN, FRESH_FOR, MAX_AGE, type OutgoingWindow, startRing } from "./ring.ts";

const WINDOW_BYTES = FRAME_HEADER_BYTES + FRAME_ROW_BYTES;

function batch(sequence: number): SightingBatch {
  const token = readToken(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), 0);
  return {
    bootId: 7,
    sequence,
    windowStart: unixMs(1_700_000_000_000 + sequence * 1_000),
    windowLength: durationMs(1_000),
    clockError: durationMs(0),
    replayed: false,
    sightings: [{ token, count: 1, mean: dbm(-60), max: dbm(-60) }],
  };
}
const one = (sequence: number) => [{ first: sequence, last: sequence }];

/** The sequence and the mark of what was taken, read from its bytes. */
function marked(window: OutgoingWindow | undefined) {
  const frame = window && decodeSightings(window.frame);
  if (!frame?.ok) return undefined;
  expect(frame.value.sequence).toBe(window?.sequence);
  return [frame.value.sequence, frame.value.replayed];
}

const span = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 700_000 }));
const step = fc.oneof(
  fc.record({ do: fc.constant("push" as const), after: span }),
  fc.record({ do: fc.constant("fresh" as const) }),
  fc.record({ do: fc.constant("old" as const) }),
  fc.record({ do: fc.constant("acknowledge" as const), first: fc.nat(60), last: fc.nat(60) }),
  fc.record({ do: fc.constant("release" as const) }),
  fc.record({ do: fc.constant("wait" as const), after: span }),
);

describe("ring", () => {
  it("accounts for every window, stays in its bounds, and sends none twice in ten seconds", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ring = startRing(10 * WINDOW_BYTES);
        const closedAt: number[] = [];
        const sentAt = new Map<number, number>();
        let now = 0;
        for (const each of steps) {
          if (each.do === "push") {
            now += each.after;
            ring.push(batch(closedAt.length), now);
            closedAt.push(now);
          } else if (each.do === "fresh" || each.do === "old") {
            const window = each.do === "fresh" ? ring.takeFresh(now) : ring.takeOld(now);
            if (window !== undefined) {
              const age = now - (closedAt[window.sequence] ?? 0);
              expect(age).toBeLessThanOrEqual(MAX_AGE);
              expect(marked(window)).toEqual([window.sequence, age > FRESH_FOR]);
              const before = sentAt.get(window.sequence) ?? Number.NEGATIVE_INFINITY;
              expect(now - before).toBeGreaterThan(ACK_WITHIN);
              sentAt.set(window.sequence, now);
            }
          } else if (each.do === "acknowledge") {
            const ranges = [
              { first: Math.min(each.first, each.last), last: Math.max(each.first, each.last) },
            ];
            ring.acknowledge(ranges);
            const { sent } = ring.counts();
            ring.acknowledge(ranges);
            expect(ring.counts().sent).toBe(sent);
          } else if (each.do === "release") {
            ring.release();
            sentAt.clear();
          } else now += each.after;
          const { made, sent, held, dropped, bytes } = ring.counts();
          expect(bytes).toBe(held * WINDOW_BYTES);
          expect(held).toBeLessThanOrEqual(10);
          expect(made).toBe(closedAt.length);
          expect(sent + held + dropped).toBe(made);
        }
      }),
    );
  });

  it("gives fresh windows in the order in which they were closed", () => {
    const ring = startRing();
    for (let sequence = 0; sequence < 3; sequence++) ring.push(batch(sequence), sequence);
    expect([0, 1, 2].map(() => marked(ring.takeFresh(5)))).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    expect(ring.takeFresh(5)).toBeUndefined();
    expect(ring.hasOld(5)).toBe(false);
  });

  it("marks what waited longer than five seconds as replayed, the oldest first", () => {
    const ring = startRing();
    ring.push(batch(0), 0);
    ring.push(batch(1), 10);
    ring.push(batch(2), FRESH_FOR);
    const now = FRESH_FOR + 20;
    expect(marked(ring.takeFresh(now))).toEqual([2, false]);
    expect(ring.takeFresh(now)).toBeUndefined();
    expect([0, 1].map(() => marked(ring.takeOld(now)))).toEqual([
      [0, true],
      [1, true],
    ]);
    expect(ring.takeOld(now)).toBeUndefined();
  });

  it("keeps a window until the matcher has it, and gives it again where nobody answers", () => {
    const ring = startRing();
    ring.push(batch(0), 0);
    ring.push(batch(1), 1);
    ring.takeFresh(1);
    ring.takeFresh(1);
    ring.acknowledge(one(1));
    expect(ring.counts()).toMatchObject({ sent: 1, held: 1, dropped: 0 });
    expect(ring.hasOld(1 + ACK_WITHIN)).toBe(false);
    expect(marked(ring.takeOld(2 + ACK_WITHIN))).toEqual([0, true]);
    ring.release();
    expect(marked(ring.takeOld(3 + ACK_WITHIN))).toEqual([0, true]);
    ring.acknowledge([{ first: 0, last: 9 }]);
    expect(ring.counts()).toMatchObject({ sent: 2, held: 0, bytes: 0 });
  });

  it("tells a round trip by what was sent once, and by nothing else", () => {
    const ring = startRing();
    for (let sequence = 0; sequence < 3; sequence++) ring.push(batch(sequence), 0);
    for (const now of [5, 6, 7]) ring.takeFresh(now);
    expect(ring.acknowledge([{ first: 0, last: 1 }])).toBe(6);
    expect(ring.acknowledge(one(1))).toBeUndefined();
    ring.release();
    ring.takeFresh(9);
    expect(ring.acknowledge(one(2))).toBeUndefined();
  });

  it("gives up the oldest when it is full, and any once no token in it can be valid", () => {
    const ring = startRing(2 * WINDOW_BYTES);
    for (let sequence = 0; sequence < 3; sequence++) ring.push(batch(sequence), sequence);
    expect(ring.counts()).toMatchObject({ held: 2, dropped: 1 });
    expect(marked(ring.takeFresh(2))).toEqual([1, false]);
    expect(marked(ring.takeOld(2 + MAX_AGE))).toEqual([2, true]);
    ring.release();
    expect(ring.takeOld(3 + MAX_AGE)).toBeUndefined();
    expect(ring.counts()).toMatchObject({ sent: 0, held: 0, dropped: 3 });
  });

  it("holds an hour without a network in its bytes, however many are there", () => {
    const most = 100_000;
    const ring = startRing(most);
    const sightings = Array.from({ length: 50 }, (_, at) => ({
      token: readToken(Uint8Array.of(0, 0, 0, 0, 0, 0, at >> 8, at & 255), 0),
      ...{ count: 1, mean: dbm(-60), max: dbm(-60) },
    }));
    for (let second = 0; second < 3_600; second++) {
      ring.push({ ...batch(second), sightings }, second * 1_000);
      expect(ring.counts().bytes).toBeLessThanOrEqual(most);
    }
    expect(ring.counts()).toMatchObject({ made: 3_600, sent: 0 });
  });
});
