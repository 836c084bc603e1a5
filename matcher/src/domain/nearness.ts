/**
 * Nearness: turns two places into the probability that they are within about 5 m. Pure.
 *
 * The difference of two Gaussians has a squared distance close to a scaled chi-square (Wilson and
 * Hilferty 1931); to that the plain difference of the two level vectors is added, centred so that
 * one carrier's strength cancels, because places alone forget what the grid cannot explain. One
 * logistic over both makes it a probability. What "near" rests on is all behind `nearnessOf`.
 *
 * Fitted on tetam set_1: its 81 standing positions thinned to one advert a second, every pair of
 * them, 4 to 12 of its 12 gateways, label "within 5 m" (base rate 0.12). Those gateways' gains
 * differ by up to 9 dB and nothing is calibrated. Share of pairs that count as near (from 0.55,
 * held 25 s) at any time in two minutes; `test/recorded-hall.test.ts` holds the figures:
 *
 *     gateways   up to 3 m (154 pairs, from 1.3 m)   6 m and more (2,613)   over 10 m (1,878)
 *     12         0.40                                0.008                  0.000
 *     8          0.37                                0.016                  0.003
 *     6          0.27                                0.018                  0.005
 *
 * Standing still is the hard case, since fading stands still too. The centred difference alone
 * finds 0.10 of the close pairs where it takes one far pair in five hundred for near.
 */
import { PLACE_GATEWAYS_MIN, type Place } from "./place.ts";

/** What the probability speaks of, m. */
const WITHIN = 5;

/** log odds = BASE + PLACES · score / √n + LEVELS · rms · √n, with n common gateways, 12 at most. */
const BASE = 3.77;
const PLACES = 8.09;
const LEVELS = -0.125;
const FITTED_AT_MOST = 12;

/** Probability that `a` and `b` are near, 0 to 1; 0 with fewer than four common gateways. */
export function nearnessOf(a: Place, b: Place): number {
  const { common, rms } = differenceOf(a.levels, b.levels);
  if (common < PLACE_GATEWAYS_MIN) return 0;
  const root = Math.sqrt(Math.min(common, FITTED_AT_MOST));
  const odds = BASE + (PLACES * scoreOf(a, b)) / root + LEVELS * rms * root;
  return 1 / (1 + Math.exp(-odds));
}

/** Normal score of P(distance ≤ WITHIN): the larger, the surer. */
function scoreOf(a: Place, b: Place): number {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  const xx = a.xx + b.xx;
  const yy = a.yy + b.yy;
  const xy = a.xy + b.xy;
  const mean = dx * dx + dy * dy + xx + yy;
  const variance =
    2 * (xx * xx + yy * yy + 2 * xy * xy) + 4 * (dx * dx * xx + dy * dy * yy + 2 * dx * dy * xy);
  const freedom = (2 * mean * mean) / variance;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt((WITHIN * WITHIN) / mean) - 1 + spread) / Math.sqrt(spread);
}

/** Root mean square of the centred difference over gateways that hear both, dB. */
function differenceOf(a: Float64Array, b: Float64Array): { common: number; rms: number } {
  let common = 0;
  let sum = 0;
  let squares = 0;
  for (let gateway = 0; gateway < a.length; gateway++) {
    const difference = (a[gateway] ?? Number.NaN) - (b[gateway] ?? Number.NaN);
    if (Number.isNaN(difference)) continue;
    common++;
    sum += difference;
    squares += difference * difference;
  }
  const rms = Math.sqrt(Math.max(0, squares / common - (sum / common) ** 2));
  return { common, rms };
}
