/**
 * Sums: turns sums over released numbers into figures with their noise, as they may be shown. Pure.
 *
 * Numbers whose noise was made alike are summed where they are kept; those of another share of the
 * budget come apart, and only their variances add up.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Metric } from "./cells.ts";
import { errorOf, type Shown, shownOf } from "./display.ts";
import type { ReleasedCell } from "./release.ts";

export interface Sum extends Pick<ReleasedCell, "value" | "clamp" | "epsilonTenths"> {
  readonly metric: Metric;
  /** A zone or an interest, where these are told apart. */
  readonly subject?: string | undefined;
  /** Which stretch of time, from 0, where these are told apart. */
  readonly stretch?: number | undefined;
  /** Of how many released numbers. */
  readonly cells: number;
  /** From the start of the first bucket to the end of the last. */
  readonly from: UnixMs;
  readonly until: UnixMs;
}

export interface Figure {
  readonly value: Shown;
  /** Standard deviation of the noise, to a tenth. */
  readonly error: number;
}

const toTenth = (value: number): number => Math.round(value * 10) / 10;

/** All of them as one figure; null where there are none, for nothing was counted. */
export function figureOf(sums: readonly Sum[]): Figure | null {
  if (sums.length === 0) return null;
  let [value, variance] = [0, 0];
  for (const each of sums) {
    value += each.value;
    variance += each.cells * errorOf(each) ** 2;
  }
  return { value: shownOf(value), error: toTenth(Math.sqrt(variance)) };
}

export interface Noise {
  readonly clamp: number;
  readonly epsilon: number;
  /** Of one released number. */
  readonly error: number;
}

/** How the newest of them were made. */
export function noiseOf(sums: readonly Sum[]): Noise | null {
  const [newest] = sums.toSorted((a, b) => b.until - a.until);
  if (newest === undefined) return null;
  const { clamp, epsilonTenths } = newest;
  return { clamp, epsilon: epsilonTenths / 10, error: toTenth(errorOf(newest)) };
}
