/**
 * What a venue of 200 sees of an afternoon, 4 zones and 3 hours: the errors that docs/privacy.md
 * states, held against the budget.
 */
import { hours, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { afternoonOf, INTERESTS, NOON, ZONES } from "../../../test/afternoon.ts";
import { venue } from "../../../test/fixtures.ts";
import { seededUniform } from "../../../test/seeded.ts";
import { type Metric, metrics } from "./cells.ts";
import { totalOf } from "./display.ts";
import { freshLedger, type Ledger, spend } from "./ledger.ts";
import type { Release } from "./release.ts";
import { bucketLengths, closeAll, closeDue, tallyCell, tallyOf } from "./tally.ts";

const AFTERNOONS = 10;

interface Seen {
  /** Contributions that counted, and those made, in an afternoon. */
  readonly counted: number;
  readonly made: number;
  /** Deviation of the afternoon's total, and of one cell. */
  readonly totalError: number;
  readonly cellError: number;
  readonly cells: number;
}

function seen(): ReadonlyMap<Metric, Seen> {
  const uniform = seededUniform("a venue of 200");
  const [made, counted] = [new Map<Metric, number>(), new Map<Metric, number>()];
  const releases: Release[] = [];
  const note = (counts: Map<Metric, number>, metric: Metric) =>
    counts.set(metric, (counts.get(metric) ?? 0) + 1 / AFTERNOONS);
  for (let turn = 0; turn < AFTERNOONS; turn++) {
    const whole = { id: venue, zones: ZONES, interests: INTERESTS };
    const tally = tallyOf(whole, bucketLengths.default, NOON);
    const ledgers = new Map<number, Ledger>();
    for (const { by, cell, at } of afternoonOf(200, uniform)) {
      releases.push(...closeDue(tally, at, uniform));
      note(made, cell.metric);
      const ledger = spend(ledgers.get(by) ?? freshLedger, cell.metric, at);
      if (ledger === undefined) continue;
      ledgers.set(by, ledger);
      if (tallyCell(tally, cell)) note(counted, cell.metric);
    }
    releases.push(...closeAll(tally, unixMs(NOON + hours(3) - 1), uniform));
  }
  return new Map(
    metrics.map((metric) => {
      const of = releases.flatMap(({ cells }) => cells.filter((c) => c.cell.metric === metric));
      const cells = of.length / AFTERNOONS;
      const cellError = totalOf(of.slice(0, 1)).error;
      return [
        metric,
        {
          counted: counted.get(metric) ?? 0,
          made: made.get(metric) ?? 0,
          totalError: cellError * Math.sqrt(cells),
          cellError,
          cells,
        },
      ];
    }),
  );
}

const figures = seen();

describe("a venue of 200", () => {
  /** Deviation over what is counted: of the afternoon's total and of a zone in an hour, at most. */
  it.each([
    ["sessions", 0.09, 0.3],
    ["sightings", 0.14, 0.45],
    ["encounters", 0.27, 0.9],
    ["nudges", 0.1, 0.35],
    ["yes-yes", 0.23, 0.8],
    ["hellos", 0.22, 0.75],
  ] as const)(
    "sees a total of %s within %d of itself, a zone's hour within %d (deviation)",
    (metric, total, cell) => {
      const { counted, totalError, cellError, cells } = figures.get(metric) ?? expect.fail();
      expect(cells).toBe(12);
      expect(totalError / counted).toBeLessThan(total);
      expect(cellError / (counted / cells)).toBeLessThan(cell);
    },
  );

  it("sees an interest within 7 people a day (deviation)", () => {
    expect(figures.get("interests")?.cellError).toBeCloseTo(7.06, 1);
  });

  it("sees most nudges and hellos, and all sessions, counted", () => {
    const share = (metric: Metric) => {
      const { counted, made } = figures.get(metric) ?? expect.fail();
      return counted / made;
    };
    expect(share("sessions")).toBeCloseTo(1, 9);
    expect(share("nudges")).toBeGreaterThan(0.75);
    expect(share("hellos")).toBeGreaterThan(0.75);
  });
});
