/**
 * Fit: turns features with labels into a logistic, by Newton's method with a little shrinkage
 * (McCullagh and Nelder 1989, §4.4). Pure.
 */
import { FEATURES, type Logistic } from "@sighej/matcher/domain";

export interface Example {
  readonly features: Float64Array;
  readonly near: boolean;
  /** Relative; the fit divides by their mean. */
  readonly weight: number;
}

/** Of standardised weights, per example: recordings are few and features lean on each other. */
const SHRINK = 0.01;
/** Newton doubles the digits each round. */
const ROUNDS = 12;

export function fitted(examples: readonly Example[]): Logistic {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (features: Float64Array) => number) =>
    examples.reduce((sum, { features }) => sum + of(features), 0) / examples.length;
  const middles = Array.from({ length: FEATURES }, (_, at) => mean((each) => each[at] ?? 0));
  // A feature that never changes says nothing: any spread will do.
  const spreads = middles.map(
    (middle, at) => Math.sqrt(mean((each) => ((each[at] ?? 0) - middle) ** 2)) || 1,
  );
  const rows = examples.map(({ features }) => [
    ...middles.map((middle, at) => ((features[at] ?? 0) - middle) / (spreads[at] ?? 1)),
    1,
  ]);
  let found = rows[0]?.map(() => 0) ?? [];
  for (let round = 0; round < ROUNDS; round++) {
    const size = found.length;
    const gradient = found.map((each, at) =>
      at === FEATURES ? 0 : SHRINK * examples.length * each,
    );
    const curve = found.map((_, row) =>
      found.map((_, column) => (row === column && row < FEATURES ? SHRINK * examples.length : 0)),
    );
    for (const [index, row] of rows.entries()) {
      const { near, weight } = examples[index] ?? { near: false, weight: 0 };
      const share = (weight * examples.length) / total;
      const odds = row.reduce((sum, each, at) => sum + each * (found[at] ?? 0), 0);
      const chance = 1 / (1 + Math.exp(-odds));
      for (let i = 0; i < size; i++) {
        const each = row[i] ?? 0;
        gradient[i] = (gradient[i] ?? 0) + share * (chance - Number(near)) * each;
        const line = curve[i];
        if (line === undefined) continue;
        for (let j = 0; j < size; j++)
          line[j] = (line[j] ?? 0) + share * chance * (1 - chance) * each * (row[j] ?? 0);
      }
    }
    const change = solve(curve, gradient);
    found = found.map((each, at) => each - (change[at] ?? 0));
  }
  const weights = spreads.map((spread, at) => (found[at] ?? 0) / spread);
  const base = weights.reduce(
    (sum, weight, at) => sum - weight * (middles[at] ?? 0),
    found[FEATURES] ?? 0,
  );
  return { base, weights };
}

/** Gaussian elimination with the largest pivot; the matrix is small and positive definite. */
function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    const [top, other] = [rows[pivot], rows[column]];
    if (top === undefined || other === undefined) continue;
    rows[pivot] = other;
    rows[column] = top;
    for (const row of rows) {
      if (row === top) continue;
      const factor = (row[column] ?? 0) / (top[column] ?? 1);
      for (let at = column; at <= size; at++) row[at] = (row[at] ?? 0) - factor * (top[at] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
