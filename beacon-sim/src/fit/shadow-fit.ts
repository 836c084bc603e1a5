/**
 * Shadow fit: turns paths into how strong shadowing is and how far it reaches. Pure.
 *
 * Restricted maximum likelihood (Patterson and Thompson, Biometrika 58(3), 1971): each receiver's
 * levels are its own line over log distance, plus a field with variance s² and correlation
 * exp(-d / length), plus independent variance per spot, which is what three faded channels leave in
 * their mean. Correlating the residuals of a fitted line instead would take a third off the length,
 * for the line follows the field.
 */
import type { ChannelFit } from "./fit.ts";
import type { Path } from "./path.ts";

export interface ShadowFit {
  /** Standard deviation of shadowing, dB. */
  readonly sd: number;
  /** Distance at which its correlation has fallen to 1/e, metres. */
  readonly length: number;
}

/** Searched: a field outside these is flat over the hall, or told apart from noise by no grid. */
const LENGTHS = [0.5, 12] as const;
const DEVIATIONS = [0.5, 8] as const;
/** Golden sections leave 0.618¹⁶ of the range: half a centimetre, a hundredth of a decibel. */
const ROUNDS = 16;

/** What one receiver heard: levels, the two columns of its line, distances between spots. */
interface Sheet {
  readonly level: Float64Array;
  readonly decades: Float64Array;
  readonly lag: readonly Float64Array[];
}

export function fitShadowing(paths: readonly Path[], { channelSd }: ChannelFit): ShadowFit {
  const receivers = [...new Set(paths.map(({ receiver }) => receiver))];
  const sheets = receivers.map((receiver) =>
    sheetOf(paths.filter((path) => path.receiver === receiver)),
  );
  const perSpot = channelSd ** 2 / 3;
  const likelihood = (length: number, sd: number): number =>
    sheets.reduce((sum, sheet) => sum + restrictedLikelihood(sheet, sd, length, perSpot), 0);
  const bestSd = (length: number) => highest((sd) => likelihood(length, sd), DEVIATIONS);
  const { at: length } = highest((tried) => bestSd(tried).value, LENGTHS);
  return { sd: bestSd(length).at, length };
}

function sheetOf(paths: readonly Path[]): Sheet {
  return {
    level: Float64Array.from(paths, ({ mean }) => mean),
    decades: Float64Array.from(paths, ({ distance }) => Math.log10(distance)),
    lag: paths.map(({ spot: a }) =>
      Float64Array.from(paths, ({ spot: b }) => Math.hypot(a.x - b.x, a.y - b.y)),
    ),
  };
}

/** Up to a constant. */
function restrictedLikelihood(
  { level, decades, lag }: Sheet,
  sd: number,
  length: number,
  perSpot: number,
): number {
  const covariance = lag.map((row, i) =>
    row.map((each, j) => sd * sd * Math.exp(-each / length) + (i === j ? perSpot : 0)),
  );
  const determinant = factorise(covariance);
  const y = whiten(covariance, level);
  const one = whiten(covariance, new Float64Array(level.length).fill(1));
  const x = whiten(covariance, decades);
  const [a, b, c] = [dot(one, one), dot(one, x), dot(x, x)];
  const [p, q] = [dot(one, y), dot(x, y)];
  const gram = a * c - b * b;
  const explained = (c * p * p - 2 * b * p * q + a * q * q) / gram;
  return -0.5 * (determinant + Math.log(gram) + dot(y, y) - explained);
}

/** Cholesky, in place, lower triangle; the logarithm of the determinant. */
function factorise(matrix: readonly Float64Array[]): number {
  let determinant = 0;
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = matrix[j] ?? row;
      let sum = row[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (other[k] ?? 0);
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] ?? 1);
    }
    determinant += 2 * Math.log(row[i] ?? 1);
  }
  return determinant;
}

/** The solution of L w = v by the triangle that `factorise` left. */
function whiten(triangle: readonly Float64Array[], vector: Float64Array): Float64Array {
  const white = new Float64Array(vector.length);
  for (const [i, row] of triangle.entries()) {
    let sum = vector[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (row[k] ?? 0) * (white[k] ?? 0);
    white[i] = sum / (row[i] ?? 1);
  }
  return white;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** Where a function with one top is highest, by golden sections. */
function highest(
  of: (at: number) => number,
  [low, high]: readonly [number, number],
): { readonly at: number; readonly value: number } {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  let left = { at: to - golden * (to - from), value: 0 };
  let right = { at: from + golden * (to - from), value: 0 };
  left = { ...left, value: of(left.at) };
  right = { ...right, value: of(right.at) };
  for (let round = 0; round < ROUNDS; round++) {
    if (left.value >= right.value) {
      to = right.at;
      right = left;
      const at = to - golden * (to - from);
      left = { at, value: of(at) };
    } else {
      from = left.at;
      left = right;
      const at = from + golden * (to - from);
      right = { at, value: of(at) };
    }
  }
  return left.value >= right.value ? left : right;
}
