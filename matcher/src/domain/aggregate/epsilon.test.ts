/**
 * The empirical check of epsilon: releases of inputs that differ in one session, through the real
 * ledger, tally and noise, and how much likelier any set of outcomes is with it than without it.
 */
import { hours, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { INTERESTS, NOON, ZONES } from "../../../test/afternoon.ts";
import { venue } from "../../../test/fixtures.ts";
import { seededUniform } from "../../../test/seeded.ts";
import { ONE_IN_A_MILLION } from "../../../test/statistics.ts";
import { EPSILON_TENTHS } from "./budget.ts";
import { type Cell, metrics } from "./cells.ts";
import { freshLedger, spend } from "./ledger.ts";
import type { ReleasedCell } from "./release.ts";
import { bucketLengths, closeAll, tallyCell, tallyOf } from "./tally.ts";
import type { Uniform } from "./uniform.ts";

/** Runs of each of the two inputs: a million together. */
const RUNS = 500_000;
/** It takes some seconds; a machine may be slow or busy. */
const AT_MOST_MS = 120_000;
const EPSILON = EPSILON_TENTHS / 10;
const zone = ZONES[0];
const [interest] = INTERESTS;
if (interest === undefined) throw new RangeError("the shared list has interests");
const small = { id: venue, zones: [zone], interests: [interest] };
const cells: readonly Cell[] = metrics.map((metric) =>
  metric === "interests" ? { metric, interest } : { metric, zone },
);

/** What counts of a session that does all it can, over and over, into the same cells. */
function greedy(): readonly Cell[] {
  let ledger = freshLedger;
  const counted: Cell[] = [];
  for (let turn = 0; turn < 8; turn++)
    for (const cell of cells) {
      const next = spend(ledger, cell.metric, unixMs(NOON + turn * hours(0.5)));
      if (next === undefined) continue;
      ledger = next;
      counted.push(cell);
    }
  return counted;
}

/** One run: everything that is released of what counts. */
function run(counted: readonly Cell[], uniform: Uniform): readonly ReleasedCell[] {
  const tally = tallyOf(small, bucketLengths.default, NOON);
  for (const cell of counted) tallyCell(tally, cell);
  return closeAll(tally, unixMs(NOON + 1), uniform).flatMap((each) => each.cells);
}

/** By how much the outcome speaks for one session rather than none, nats, −ε to ε (Neyman–Pearson). */
const lossOf = (released: readonly ReleasedCell[]): number =>
  released.reduce((loss, { value, clamp, epsilonTenths }) => {
    const towards = Math.abs(value) - Math.abs(value - clamp);
    return loss + (towards / clamp) * (epsilonTenths / 10);
  }, 0);

function lossesOf(sessions: number, runs: number): Float64Array {
  const uniform = seededUniform(`epsilon ${sessions}`);
  const counted = Array.from({ length: sessions }, greedy).flat();
  return Float64Array.from({ length: runs }, () => lossOf(run(counted, uniform)));
}

/**
 * The worst event of those that a loss separates best: its log ratio of frequencies, and by how many
 * deviations the frequency is above e^ε times the other's.
 */
function worst(inputs: Float64Array, others: Float64Array, sign: 1 | -1) {
  let [ratio, excess] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let from = -EPSILON; from <= EPSILON + 1e-9; from += 0.1) {
    const hits = (losses: Float64Array) =>
      losses.reduce((sum, loss) => sum + (sign * loss >= from - 1e-9 ? 1 : 0), 0);
    const [p, q] = [hits(inputs), hits(others)];
    if (q < 100) break;
    ratio = Math.max(ratio, Math.log(p / q));
    const most = Math.exp(EPSILON);
    excess = Math.max(excess, (p - most * q) / Math.sqrt(p + most ** 2 * q));
  }
  return { ratio, excess };
}

describe("a release", () => {
  it(
    "makes no outcome over e² times likelier with a session than without it, nor the reverse",
    () => {
      const [without, one] = [lossesOf(0, RUNS), lossesOf(1, RUNS)];
      const [more, less] = [worst(one, without, 1), worst(without, one, -1)];
      expect(more.excess).toBeLessThan(ONE_IN_A_MILLION);
      expect(less.excess).toBeLessThan(ONE_IN_A_MILLION);
      // Sharp: the worst outcomes do come close to the bound, so a broken one would show.
      expect(Math.min(more.ratio, less.ratio)).toBeGreaterThan(0.9 * EPSILON);
    },
    AT_MOST_MS,
  );

  it(
    "is checked so that a session that counts twice would be noticed",
    () => {
      const runs = RUNS / 10;
      expect(worst(lossesOf(2, runs), lossesOf(0, runs), 1).excess).toBeGreaterThan(
        ONE_IN_A_MILLION,
      );
    },
    AT_MOST_MS,
  );
});
