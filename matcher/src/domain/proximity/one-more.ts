/**
 * One more: finds where one more gateway would tell most about where people are. Pure.
 *
 * How well a spot can be found is bounded by the information in its levels (Cramér and Rao): each
 * gateway adds the square of the slope of its level there, and a carrier's unknown strength takes
 * away what all slopes have in common. The best spot makes the mean of these bounds smallest.
 */
import type { Spot } from "./layer.ts";

/** Loss, dB per decade, and what levels are off by, dB (as in `radio-map.ts`). */
const SLOPE = -18;
const SPREAD = 6;
/** Gateways farther away are not heard through a crowd, m. */
const HEARD_WITHIN = 21;
/** Before anything is heard, a place is known to this standard deviation, m. */
const PRIOR_SD = 10;
/** So many spots are judged and so many are tried: a share of any hall to within a few metres. */
const JUDGED = 80;
const TRIED = 120;

/** One of `spots`, which are where people may be; undefined without any. */
export function bestSpot(gateways: readonly Spot[], spots: readonly Spot[]): Spot | undefined {
  const judged = thinned(spots, JUDGED);
  const heard = judged.map((at) => gateways.map((each) => slopeAt(each, at)).filter(isHeard));
  let best: Spot | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const tried of thinned(spots, TRIED)) {
    let sum = 0;
    for (const [index, at] of judged.entries())
      sum += boundOf([...(heard[index] ?? []), slopeAt(tried, at)].filter(isHeard));
    if (sum >= least) continue;
    least = sum;
    best = tried;
  }
  return best;
}

interface Slope {
  readonly x: number;
  readonly y: number;
}

const isHeard = (slope: Slope | undefined): slope is Slope => slope !== undefined;

/** How a gateway's level changes with a step there, dB per m; undefined where it hears nothing. */
function slopeAt(gateway: Spot, at: Spot): Slope | undefined {
  const [dx, dy] = [at.x - gateway.x, at.y - gateway.y];
  const square = dx * dx + dy * dy;
  if (square > HEARD_WITHIN ** 2) return undefined;
  const steep = SLOPE / Math.LN10 / (square + 1);
  return { x: steep * dx, y: steep * dy };
}

/** Least variance of a place from these slopes, m². */
function boundOf(slopes: readonly Slope[]): number {
  const count = Math.max(1, slopes.length);
  const meanX = slopes.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = slopes.reduce((sum, { y }) => sum + y, 0) / count;
  let [xx, yy, xy] = [1 / PRIOR_SD ** 2, 1 / PRIOR_SD ** 2, 0];
  for (const { x, y } of slopes) {
    xx += (x - meanX) ** 2 / SPREAD ** 2;
    yy += (y - meanY) ** 2 / SPREAD ** 2;
    xy += ((x - meanX) * (y - meanY)) / SPREAD ** 2;
  }
  return (xx + yy) / (xx * yy - xy * xy);
}

/** At most `most` of them, evenly by their order. */
const thinned = (spots: readonly Spot[], most: number): readonly Spot[] => {
  const step = Math.max(1, spots.length / most);
  return Array.from(
    { length: Math.min(most, spots.length) },
    (_, at) => spots[Math.floor(at * step)],
  ).filter((each) => each !== undefined);
};
