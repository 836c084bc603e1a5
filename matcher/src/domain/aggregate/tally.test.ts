import { minutes, type UnixMs, unixMs, zoneMetrics } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INTERESTS, NOON, ZONES } from "../../../test/afternoon.ts";
import { venue } from "../../../test/fixtures.ts";
import { seededUniform } from "../../../test/seeded.ts";
import { budget, EPSILON_TENTHS } from "./budget.ts";
import { axisOf, type Cell, type Metric, metrics } from "./cells.ts";
import { decodeLedger, encodeLedger, freshLedger, type Ledger, spend, usedUp } from "./ledger.ts";
import type { Release } from "./release.ts";
import { bucketLengths, closeAll, closeDue, type Tally, tallyCell, tallyOf } from "./tally.ts";

const counted = { id: venue, zones: ZONES.slice(0, 2), interests: INTERESTS.slice(0, 5) };
const { demo } = bucketLengths;
const open = (now: UnixMs = NOON): Tally => tallyOf(counted, demo, now);
const quiet = seededUniform("quiet");

interface Try {
  readonly by: number;
  readonly cell: Cell;
  /** Since the try before it, ms. */
  readonly later: number;
}

const anyCell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({
    metric: fc.constantFrom(...zoneMetrics),
    zone: fc.constantFrom(...counted.zones),
  }),
  fc.record({
    metric: fc.constant("interests" as const),
    interest: fc.constantFrom(...counted.interests),
  }),
);
const tries: fc.Arbitrary<readonly Try[]> = fc.array(
  fc.record({
    by: fc.integer({ min: 0, max: 3 }),
    cell: anyCell,
    later: fc.integer({ min: 0, max: minutes(20) }),
  }),
  { maxLength: 120 },
);

/** Every release of a run in which one session, if any, does not contribute. */
function releasesOf(made: readonly Try[], without?: number): readonly Release[] {
  const tally = open();
  const uniform = seededUniform("the same for both");
  const ledgers = new Map<number, string>();
  const releases: Release[] = [];
  let now = NOON;
  for (const { by, cell, later } of made) {
    now = unixMs(now + later);
    releases.push(...closeDue(tally, now, uniform));
    if (by === without) continue;
    const ledger = spend(ledgerIn(ledgers.get(by)), cell.metric, now);
    if (ledger === undefined) continue;
    ledgers.set(by, encodeLedger(ledger));
    tallyCell(tally, cell);
  }
  return [...releases, ...closeAll(tally, unixMs(now + 1), uniform)];
}

function ledgerIn(text: string | undefined): Ledger {
  if (text === undefined) return freshLedger;
  const ledger = decodeLedger(text);
  return ledger.ok ? ledger.value : usedUp;
}

describe("tally", () => {
  it("releases what one session changes by its clamps at most, and by an epsilon of 2 in all", () => {
    fc.assert(
      fc.property(tries, fc.integer({ min: 0, max: 3 }), (made, without) => {
        const [all, fewer] = [releasesOf(made), releasesOf(made, without)];
        expect(fewer.length).toBe(all.length);
        const moved = new Map<Metric, number>();
        for (const [at, { from, until, cells }] of all.entries()) {
          expect(fewer[at]).toMatchObject({ from, until });
          for (const [index, { cell, value }] of cells.entries()) {
            const difference = Math.abs(value - (fewer[at]?.cells[index]?.value ?? Number.NaN));
            moved.set(cell.metric, (moved.get(cell.metric) ?? 0) + difference);
          }
        }
        let lost = 0;
        for (const metric of metrics) {
          const { clamp, epsilonTenths } = budget[metric];
          expect(moved.get(metric) ?? 0).toBeLessThanOrEqual(clamp);
          lost += ((moved.get(metric) ?? 0) / clamp) * epsilonTenths;
        }
        expect(lost).toBeLessThanOrEqual(EPSILON_TENTHS + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it("never overlaps two buckets of an axis and releases every cell of each", () => {
    fc.assert(
      fc.property(tries, (made) => {
        const releases = releasesOf(made);
        for (const axis of ["zone", "interest"] as const) {
          let last = 0;
          for (const { from, until, cells } of releases.filter((each) => each.axis === axis)) {
            expect(from).toBeGreaterThanOrEqual(last);
            expect(until).toBeGreaterThan(from);
            expect(cells.every(({ cell }) => axisOf(cell.metric) === axis)).toBe(true);
            expect(cells).toHaveLength(axis === "zone" ? 12 : 5);
            last = until;
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("releases an empty bucket like any other", () => {
    const releases = closeDue(open(), unixMs(NOON + demo.zone), seededUniform("empty"));
    expect(releases.map((each) => each.axis)).toEqual(["zone"]);
    expect(releases[0]?.cells.some(({ value }) => value !== 0)).toBe(true);
  });

  it("has nothing due before its time, and nothing twice", () => {
    const tally = open();
    const due = unixMs(NOON + demo.interest);
    expect(closeDue(tally, unixMs(NOON + demo.zone - 1), quiet)).toEqual([]);
    expect(closeDue(tally, due, quiet)).toHaveLength(2);
    expect(closeDue(tally, due, quiet)).toEqual([]);
  });

  it("begins the next bucket when counting does, after a sleep", () => {
    const tally = open();
    const later = unixMs(NOON + demo.zone * 10 + 7);
    closeDue(tally, later, quiet);
    expect(tally.open.zone.from).toBe(later);
    expect(tally.open.zone.until).toBe(NOON + demo.zone * 11);
  });

  it("releases what is open at a stop, cut off at that moment, once", () => {
    const tally = open();
    const now = unixMs(NOON + 1_000);
    const releases = closeAll(tally, now, quiet);
    expect(releases.map(({ axis, from, until }) => [axis, from, until])).toEqual([
      ["zone", NOON, now],
      ["interest", NOON, now],
    ]);
    expect(() => closeAll(tally, now, quiet)).toThrow(RangeError);
  });

  it("makes a bucket at least a moment long, whatever the clock did", () => {
    const [release] = closeAll(open(), unixMs(NOON - 5_000), quiet);
    expect(release?.until).toBe(NOON + 1);
  });

  it("does not count in a zone that the venue does not have", () => {
    const [, , foreign] = ZONES;
    expect(foreign && tallyCell(open(), { metric: "nudges", zone: foreign })).toBe(false);
  });
});
