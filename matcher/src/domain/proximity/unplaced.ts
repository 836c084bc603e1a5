/**
 * Unplaced: turns the levels of two beacons at gateways whose places nobody knows into how likely the
 * two are within about 2 m. Pure.
 *
 * Without coordinates there is no map and no place; what is left is how alike two are heard. Six
 * features and one logistic over them (the last lines of the method in docs/proximity.md). Fitted on
 * phones that heard phones in four scenes of dp3t: lunch, office, train and queue, each of the same
 * weight, windows of 300 s, label "within 2 m"; `npm run eval -- dp3t DIR` fits it again and judges
 * it on a fifth, the party.
 */

/** What a beacon and a gateway add to every level of theirs, dB: another radio, a pocket, a wall. */
export interface Effects {
  /** Mean of all levels, dBm. */
  readonly mean: number;
  readonly beacons: Float64Array;
  readonly gateways: Float64Array;
}

/** Effects settle to a hundredth of a decibel in so many rounds. */
const ROUNDS = 20;
/** Each effect is held towards none by so many levels' worth: few hear a beacon. */
const SHRINK = 2;

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
  const sums = new Float64Array(gateways.length);
  const counts = new Uint32Array(gateways.length);
  for (let round = 0; round < ROUNDS; round++) {
    sums.fill(0);
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
        sums[gateway] = (sums[gateway] ?? 0) + level - mean - effect;
        counts[gateway] = (counts[gateway] ?? 0) + 1;
      }
    }
    for (let gateway = 0; gateway < gateways.length; gateway++)
      gateways[gateway] = (sums[gateway] ?? 0) / ((counts[gateway] ?? 0) + SHRINK);
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
 * Writes six features of beacons `a` and `b` (rows, and numbers in `effects`) into `into`; false when
 * no gateway hears either: mean absolute difference, dB; spread of the differences, dB; correlation
 * of the levels, of what is left of them without effects; cosine of linear power; the loudest level
 * at which one gateway hears both, dBm.
 */
export function featuresOf(
  [a, b]: readonly [Float32Array, Float32Array],
  [first, second]: readonly [number, number],
  effects: Effects,
  into: Float64Array,
): boolean {
  let [either, absolute, loudest] = [0, 0, NOBODY];
  let [power, powerA, powerB] = [0, 0, 0];
  const levels = noSums();
  const residuals = noSums();
  for (let gateway = 0; gateway < a.length; gateway++) {
    const [x, y] = [a[gateway] ?? Number.NaN, b[gateway] ?? Number.NaN];
    const [deafA, deafB] = [Number.isNaN(x), Number.isNaN(y)];
    if (deafA && deafB) continue;
    either++;
    absolute += Math.abs((deafA ? UNHEARD : x) - (deafB ? UNHEARD : y));
    const [wattsA, wattsB] = [deafA ? 0 : 10 ** (x / 10), deafB ? 0 : 10 ** (y / 10)];
    power += wattsA * wattsB;
    powerA += wattsA * wattsA;
    powerB += wattsB * wattsB;
    if (deafA || deafB) continue;
    loudest = Math.max(loudest, Math.min(x, y));
    add(levels, x, y);
    const rest = effects.mean + (effects.gateways[gateway] ?? 0);
    add(
      residuals,
      x - rest - (effects.beacons[first] ?? 0),
      y - rest - (effects.beacons[second] ?? 0),
    );
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

const noSums = (): Sums => ({ count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 });

function add(sums: Sums, x: number, y: number): void {
  sums.count++;
  sums.x += x;
  sums.y += y;
  sums.xx += x * x;
  sums.yy += y * y;
  sums.xy += x * y;
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

export const UNPLACED: Logistic = {
  base: 3.509,
  weights: [-0.0256, 0.0103, -1.157, 2.218, 0.9225, 0.0481],
};

/** Log odds that two with these features are within about 2 m. */
export function unplacedOdds(
  features: Float64Array,
  { base, weights }: Logistic = UNPLACED,
): number {
  let odds = base;
  for (let at = 0; at < FEATURES; at++) odds += (weights[at] ?? 0) * (features[at] ?? 0);
  return odds;
}
