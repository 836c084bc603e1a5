import {
  dbm,
  decodeSightings,
  durationMs,
  readToken,
  type SightingBatch,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRESH_FOR, MAX_AGE, type OutgoingWindow, startRing } from "./ring.ts";

const start = 1_700_000_000_000;
const at = (ms: number) => unixMs(start + ms);

function batch(sequence: number): SightingBatch {
  const token = readToken(new Uint8Array(8), 0);
  return {
    bootId: 7,
    sequence,
    windowStart: at(0),
    windowLength: durationMs(1_000),
    clockError: durationMs(0),
    replayed: false,
    sightings: [{ token, count: 1, mean: dbm(-60), max: dbm(-60) }],
  };
}

function marked(window: OutgoingWindow | undefined): readonly [number, boolean] | undefined {
  if (window === undefined) return undefined;
  const frame = decodeSightings(window.frame);
  return frame.ok ? [frame.value.sequence, frame.value.replayed] : undefined;
}

const step = fc.oneof(
  fc.record({ do: fc.constant("push" as const), after: fc.nat(2_000) }),
  fc.record({ do: fc.constant("take" as const) }),
  fc.record({ do: fc.constant("acknowledge" as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant("release" as const) }),
  fc.record({ do: fc.constant("wait" as const), after: fc.nat(MAX_AGE) }),
);

describe("ring", () => {
  it("keeps within its bounds and loses count of no window, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const ring = startRing(10);
        const closedAt: number[] = [];
        let onTheWay: number[] = [];
        let acknowledged = 0;
        let now = 0;
        for (const each of steps) {
          if (each.do === "push") {
            now += each.after;
            ring.push(batch(closedAt.length), at(now));
            closedAt.push(now);
          } else if (each.do === "take") {
            const window = ring.take(at(now));
            if (window !== undefined) {
              expect(onTheWay).not.toContain(window.sequence);
              expect(now - (closedAt[window.sequence] ?? 0)).toBeLessThanOrEqual(MAX_AGE);
              onTheWay.push(window.sequence);
            }
          } else if (each.do === "acknowledge") {
            const [sequence] = onTheWay.splice(each.which, 1);
            if (sequence === undefined) continue;
            ring.acknowledge(sequence);
            ring.acknowledge(sequence);
            acknowledged += 1;
          } else if (each.do === "release") {
            ring.release();
            onTheWay = [];
          } else now += each.after;
          const { sent, held, dropped } = ring.counts();
          expect(held).toBeLessThanOrEqual(10);
          expect(sent).toBe(acknowledged);
          expect(sent + held + dropped).toBe(closedAt.length);
        }
      }),
    );
  });

  it("gives windows in the order in which they were closed", () => {
    const ring = startRing();
    for (let sequence = 0; sequence < 3; sequence++) ring.push(batch(sequence), at(sequence));
    expect([0, 1, 2].map(() => marked(ring.take(at(5))))).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    expect(ring.take(at(5))).toBeUndefined();
  });

  it("marks what waited longer than 30 s as replayed and sends it after what is fresh", () => {
    const ring = startRing();
    ring.push(batch(0), at(0));
    ring.push(batch(1), at(10));
    ring.push(batch(2), at(FRESH_FOR));
    const now = at(FRESH_FOR + 20);
    expect([0, 1, 2].map(() => marked(ring.take(now)))).toEqual([
      [2, false],
      [0, true],
      [1, true],
    ]);
  });

  it("gives a window again after the connection was lost, until it is acknowledged", () => {
    const ring = startRing();
    ring.push(batch(0), at(0));
    ring.push(batch(1), at(1));
    ring.take(at(1));
    ring.take(at(1));
    ring.acknowledge(1);
    ring.release();
    expect(marked(ring.take(at(2)))).toEqual([0, false]);
    expect(ring.take(at(2))).toBeUndefined();
    expect(ring.counts()).toEqual({ sent: 1, held: 1, dropped: 0 });
  });

  it("drops the oldest when it is full, but none that is on its way", () => {
    const ring = startRing(2);
    ring.push(batch(0), at(0));
    ring.take(at(0));
    ring.push(batch(1), at(1));
    ring.push(batch(2), at(2));
    expect(marked(ring.take(at(2)))).toEqual([2, false]);
    expect(ring.counts()).toEqual({ sent: 0, held: 2, dropped: 1 });
  });

  it("drops a window once no token in it can be valid", () => {
    const ring = startRing();
    ring.push(batch(0), at(0));
    expect(marked(ring.take(at(MAX_AGE)))).toEqual([0, true]);
    ring.release();
    expect(ring.take(at(MAX_AGE + 1))).toBeUndefined();
    expect(ring.counts()).toEqual({ sent: 0, held: 0, dropped: 1 });
  });
});
