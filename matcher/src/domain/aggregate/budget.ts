/**
 * Budget: what one session may add to each metric, and what share of its epsilon that costs. Pure.
 *
 * The unit is one session, with those that extend it: its ledger is carried over. A session changes
 * the released numbers of a metric by `clamp` in all, over all cells and buckets, so discrete
 * Laplace noise of scale clamp / epsilon in every cell makes the metric epsilon-differentially
 * private, and all metrics together EPSILON (Dwork & Roth, "The Algorithmic Foundations of
 * Differential Privacy", theorems 3.6 and 3.16). Each of two who meet counts for itself: what is
 * bounded is what a session's own contributions change, not that the other's would be missing, too.
 *
 * Shares are chosen for a venue of 200 in an afternoon; `accuracy.test.ts` holds the errors. For
 * the same share of epsilon, a lower clamp gives less noise and cuts off more; where what matters is
 * how many people got that far, the clamp is 1.
 */
import { type DurationMs, durationMs, minutes } from "@sighej/protocol";
import { type Metric, metrics } from "./cells.ts";
import type { Scale } from "./laplace.ts";

export interface Share {
  /** Contributions of one session that count, in all cells and buckets together. */
  readonly clamp: number;
  /** Tenths, so that the shares add up exactly. */
  readonly epsilonTenths: number;
  /** Shortest time between two contributions that count. */
  readonly apart: DurationMs;
}

/** Epsilon of one session over everything that is ever released, in tenths: 2. */
export const EPSILON_TENTHS = 20;

const whenever = durationMs(0);

export const budget: Readonly<Record<Metric, Share>> = {
  /** A session that was heard in a zone, where that was first: adds up to the number of people. */
  sessions: { clamp: 1, epsilonTenths: 3, apart: whenever },
  /** Half an hour in which a session was heard, where that began; 4 of them are a whole session. */
  sightings: { clamp: 4, epsilonTenths: 2, apart: minutes(30) },
  /** A session that had an encounter good enough for a nudge: one says all, most have hundreds. */
  encounters: { clamp: 1, epsilonTenths: 1, apart: whenever },
  /** A nudge, for each who got it. Three are what most get; 5 is the limit in two hours. */
  nudges: { clamp: 3, epsilonTenths: 3, apart: whenever },
  /** A session of whose nudges one was answered with yes by both. */
  "yes-yes": { clamp: 1, epsilonTenths: 2, apart: whenever },
  /** A session that talked, as both said: what it is all for, so it gets more. */
  hellos: { clamp: 1, epsilonTenths: 3, apart: whenever },
  /** An interest chosen at the start, most important first. Over 100 cells share each session. */
  interests: { clamp: 3, epsilonTenths: 6, apart: whenever },
};

/** The scale of a metric's noise, clamp / epsilon, in lowest terms. */
export function scaleOf({ clamp, epsilonTenths }: Omit<Share, "apart">): Scale {
  const [t, s] = [clamp * 10, epsilonTenths];
  const common = commonDivisor(t, s);
  return { t: t / common, s: s / common };
}

/** Tenths of epsilon that all shares use up. */
export const spentTenths = (): number =>
  metrics.reduce((sum, metric) => sum + budget[metric].epsilonTenths, 0);

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
