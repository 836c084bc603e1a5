/**
 * Unplaced: turns the levels of two beacons at gateways whose places nobody knows into how likely the
 * two are near each other. Pure.
 *
 * Without coordinates there is no map and no place; what is left is how alike two are heard. Six
 * features and one logistic over them (the last lines of the method in docs/proximity.md), fitted
 * twice: on phones that heard phones (`PHONES`) and on gateways that hang (`HUNG`).
 */

/** What a gateway adds to every level of its own, dB: another radio, a pocket, a wall. */
export interface Gains {
  /** Mean of all levels, dBm. */
  readonly mean: number;
  readonly gateways: Float64Array;
}

/** The same of beacons as well. */
export interface Effects extends Gains {
  readonly beacons: Float64Array;
}

/** Effects settle to a hundredth of a decibel in so many rounds. */
const ROUNDS = 20;
/** Each effect is held towards none by so many levels' worth: few hear a beacon. */
export const SHRINK = 2;

/** Levels in dBm by beacon, then by gateway, NaN where not heard; every row has the same length. */
export function effectsOf(rows: readonly Float32Array[]): Effects {
  const gateways = new Float64Array(rows[0]?.length ?? 0);
  const beacons = new Float64Array(rows.length);
  let [sum, count] = [0, 0];
  for (const row of rows)
    for (const level of row)
      if (!Number.isNaN(level)) {
        sum += level;
        count++;
      }
  const mean = count === 0 ? 0 : sum / count;
  const totals = new Float64Array(gateways.length);
  const counts = new Uint32Array(gateways.length);
  for (let round = 0; round < ROUNDS; round++) {
    totals.fill(0);
    counts.fill(0);
    for (const [beacon, row] of rows.entries()) {
      let [own, heard] = [0, 0];
      for (const [gateway, level] of row.entries()) {
        if (Number.isNaN(level)) continue;
        own += level - mean - (gateways[gateway] ?? 0);
        heard++;
      }
      const effect = own / (heard + SHRINK);
      beacons[beacon] = effect;
      for (const [gateway, level] of row.entries()) {
        if (Number.isNaN(level)) continue;
        totals[gateway] = (totals[gateway] ?? 0) + level - mean - effect;
        counts[gateway] = (counts[gateway] ?? 0) + 1;
      }
    }
    for (let gateway = 0; gateway < gateways.length; gateway++)
      gateways[gateway] = (totals[gateway] ?? 0) / ((counts[gateway] ?? 0) + SHRINK);
  }
  return { mean, beacons, gateways };
}

/** In the order of the features of `featuresOf`. */
export const FEATURES = 6;

/** A gateway that hears only one of two: the other is taken to be just too faint for it, dBm. */
const UNHEARD = -100;
/** Two whom no gateway hears both, dBm: fainter than any that was heard. */
const NOBODY = -105;
/** A correlation of n levels counts as n / (n + this): two points always lie on a line. */
const DOUBT = 4;
/** Spread of differences where fewer than two gateways hear both, dB: the median of all that do. */
const ANY_SPREAD = 5;

/**
 * Writes six features of what gateways hear of beacons `a` and `b` into `into`; false when no gateway
 * hears either: mean absolute difference, dB; spread of the differences, dB; correlation of the
 * levels, of what is left of them without gains (what a beacon adds to all of its own is no part of a
 * correlation); cosine of linear power; the loudest level at which one gateway hears both, dBm.
 */
export function featuresOf(
  a: Float32Array,
  b: Float32Array,
  gains: Gains,
  into: Float64Array,
): boolean {
  let either = 0;
  let absolute = 0;
  let loudest = NOBODY;
  let power = 0;
  let powerA = 0;
  let powerB = 0;
  const levels = Object.assign(sums.levels, NO_SUMS);
  const residuals = Object.assign(sums.residuals, NO_SUMS);
  for (let gateway = 0; gateway < a.length; gateway++) {
    const x = a[gateway] as number;
    const y = b[gateway] as number;
    const deafA = Number.isNaN(x);
    const deafB = Number.isNaN(y);
    if (deafA && deafB) continue;
    either++;
    absolute += Math.abs((deafA ? UNHEARD : x) - (deafB ? UNHEARD : y));
    const wattsA = deafA ? 0 : 10 ** (x / 10);
    const wattsB = deafB ? 0 : 10 ** (y / 10);
    power += wattsA * wattsB;
    powerA += wattsA * wattsA;
    powerB += wattsB * wattsB;
    if (deafA || deafB) continue;
    loudest = Math.max(loudest, Math.min(x, y));
    add(levels, x, y);
    const rest = gains.mean + (gains.gateways[gateway] as number);
    add(residuals, x - rest, y - rest);
  }
  if (either === 0) return false;
  into[0] = absolute / either;
  into[1] = levels.count < 2 ? ANY_SPREAD : spreadOf(levels);
  into[2] = correlationOf(levels);
  into[3] = correlationOf(residuals);
  into[4] = powerA * powerB > 0 ? power / Math.sqrt(powerA * powerB) : 0;
  into[5] = loudest;
  return true;
}

interface Sums {
  count: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

const NO_SUMS: Sums = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
/** For one pair at a time: a pair costs no allocation. */
const sums = { levels: { ...NO_SUMS }, residuals: { ...NO_SUMS } };

function add(to: Sums, x: number, y: number): void {
  to.count++;
  to.x += x;
  to.y += y;
  to.xx += x * x;
  to.yy += y * y;
  to.xy += x * y;
}

/** Standard deviation of x − y. */
function spreadOf({ count, x, y, xx, yy, xy }: Sums): number {
  const mean = (x - y) / count;
  return Math.sqrt(Math.max(0, (xx + yy - 2 * xy) / count - mean * mean));
}

function correlationOf({ count, x, y, xx, yy, xy }: Sums): number {
  if (count < 2) return 0;
  const varianceX = xx - (x * x) / count;
  const varianceY = yy - (y * y) / count;
  const both = varianceX * varianceY;
  // Of levels that are all alike nothing is said; rounding may leave a trace of a variance.
  if (!(both > 1e-6)) return 0;
  return ((xy - (x * y) / count) / Math.sqrt(both)) * (count / (count + DOUBT));
}

/** Log odds = the first number + weight · feature, in order. */
export interface Logistic {
  readonly base: number;
  readonly weights: readonly number[];
}

/**
 * Within about 2 m, of phones that heard phones in four scenes of dp3t: lunch, office, train and
 * queue, each of the same weight, windows of 300 s; `npm run eval -- dp3t DIR` fits it again and
 * judges it on a fifth, the party.
 */
export const PHONES: Logistic = {
  base: 3.509,
  weights: [-0.0256, 0.0103, -1.157, 2.218, 0.9225, 0.0481],
};

/**
 * Within about 5 m, of beacons heard by gateways that hang: standing positions of tetam set_1, 4 to 12
 * of its gateways, their coordinates unused, base rate 0.12, and carriers given strengths that differ
 * by 3 dB, so that it does not rest on all being alike. Rates: docs/proximity.md.
 */
export const HUNG: Logistic = {
  base: 2.716,
  weights: [-0.0737, -0.1482, 1.416, 2.416, 0.7753, 0.0649],
};

/** Log odds that two with these features are as near as the logistic was fitted for. */
export function unplacedOdds(features: Float64Array, { base, weights }: Logistic): number {
  let odds = base;
  for (let at = 0; at < FEATURES; at++) odds += (weights[at] ?? 0) * (features[at] ?? 0);
  return odds;
}
