/**
 * Pair: turns two places into how surely they are within some distance, and two level vectors into
 * how much they differ. Pure, 0.05 µs each.
 *
 * The difference of two Gaussians has a squared distance close to a scaled chi-square, whose cube
 * root is close to normal (Wilson and Hilferty 1931).
 */
import type { Place } from "./posterior.ts";

/** Normal score of P(distance ≤ `within` m): the larger, the surer; 0 is one half. */
export function scoreWithin(a: Place, b: Place, within: number): number {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  const xx = a.xx + b.xx;
  const yy = a.yy + b.yy;
  const xy = a.xy + b.xy;
  const mean = dx * dx + dy * dy + xx + yy;
  const variance =
    2 * (xx * xx + yy * yy + 2 * xy * xy) + 4 * (dx * dx * xx + dy * dy * yy + 2 * dx * dy * xy);
  return scoreOf(mean, variance, within);
}

/** The same of a squared distance with this mean, m², and variance, m⁴. */
export function scoreOf(mean: number, variance: number, within: number): number {
  const freedom = (2 * mean * mean) / variance;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt((within * within) / mean) - 1 + spread) / Math.sqrt(spread);
}

export interface Difference {
  /** Gateways that hear both. */
  common: number;
  /** Root mean square of the differences with their mean taken out, dB. */
  rms: number;
}

/**
 * Writes how the levels of two differ into `into`: one carrier's strength cancels. `rms` is NaN
 * without a common gateway.
 */
export function differenceOf(a: Place, b: Place, into: Difference): void {
  let common = 0;
  let sum = 0;
  let squares = 0;
  const [one, other] = [a.levels, b.levels];
  for (let gateway = 0; gateway < one.length; gateway++) {
    const difference = (one[gateway] as number) - (other[gateway] as number);
    if (Number.isNaN(difference)) continue;
    common++;
    sum += difference;
    squares += difference * difference;
  }
  const mean = sum / common;
  into.common = common;
  into.rms = Math.sqrt(Math.max(0, squares / common - mean * mean));
}
