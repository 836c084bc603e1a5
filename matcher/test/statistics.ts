/**
 * Statistics: how surprising an observation is. Pure. At a significance of one in a million, and
 * with seeded randomness, a test that fails means the code and not the day.
 */

/** Standard normal quantile of 1 − 1e-6. */
export const ONE_IN_A_MILLION = 4.7534;

/**
 * Pearson's statistic over the quantile of its distribution, so that above 1 is significant. Cells
 * expected below 20 are put together at the end, as the approximation asks.
 */
export function chiSquareRatio(observed: readonly number[], expected: readonly number[]): number {
  let [statistic, cells] = [0, 0];
  let [restObserved, restExpected] = [0, 0];
  const add = (seen: number, due: number) => {
    statistic += (seen - due) ** 2 / due;
    cells++;
  };
  for (const [at, due] of expected.entries()) {
    const seen = observed[at] ?? 0;
    if (due >= 20) add(seen, due);
    else {
      restObserved += seen;
      restExpected += due;
    }
  }
  if (restExpected >= 20) add(restObserved, restExpected);
  return statistic / quantile(cells - 1);
}

/** Wilson & Hilferty 1931: the chi-square quantile of 1 − 1e-6, within 2 % from 3 degrees on. */
function quantile(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + ONE_IN_A_MILLION * Math.sqrt(spread)) ** 3;
}
