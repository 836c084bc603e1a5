/**
 * Laplace: draws discrete Laplace noise exactly, with whole numbers only. Pure: randomness is an
 * argument.
 *
 * Canonne, Kamath & Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1
 * and 2. No logarithm and no fraction is ever rounded, so the attack on floating-point Laplace
 * (Mironov 2012) has nothing to see.
 */
import type { Uniform } from "./uniform.ts";

/** Scale t / s: noise of value n has a probability proportional to exp(−|n| s / t). */
export interface Scale {
  /** Whole, 1 to MOST_T. */
  readonly t: number;
  /** Whole, 1 to MOST_T. */
  readonly s: number;
}

/**
 * Keeps products below what `Uniform` takes: the factor beside it, up to 2^28, counts successes in
 * a row with probabilities of at most 1, 1/2, 1/3 … (or 1/e each). Thirty are already beyond reach.
 */
export const MOST_T = 2 ** 20;

/** One draw. A scale out of range is a bug: RangeError. */
export function discreteLaplace({ t, s }: Scale, uniform: Uniform): number {
  if (!isPart(t) || !isPart(s)) throw new RangeError("a scale has two whole parts, 1 to 2^20");
  for (;;) {
    const rest = uniform(t);
    if (!happensExp(rest, t, uniform)) continue;
    let whole = 0;
    while (happensExp(1, 1, uniform)) whole++;
    const size = rest + t * whole;
    if (!Number.isSafeInteger(size)) throw new RangeError("noise beyond 2^53");
    const noise = (size - (size % s)) / s;
    const negative = uniform(2) === 1;
    // Zero has one sign only, or it would come up twice as often.
    if (negative && noise === 0) continue;
    return negative ? -noise : noise;
  }
}

/** True with probability exp(−n / d), where 0 ≤ n ≤ d. */
function happensExp(n: number, d: number, uniform: Uniform): boolean {
  let turn = 1;
  while (uniform(d * turn) < n) turn++;
  return turn % 2 === 1;
}

const isPart = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MOST_T;

/** Standard deviation of the noise: 2p / (1 − p)² is its variance, p = exp(−s / t). */
export function deviationOf({ t, s }: Scale): number {
  const p = Math.exp(-s / t);
  return Math.sqrt(2 * p) / (1 - p);
}
