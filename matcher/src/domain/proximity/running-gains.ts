/**
 * Running gains: turns what gateways hear of a crowd, second by second, into what each gateway adds to
 * every level of its own, for venues of which nobody knows where gateways hang. Pure but for the value
 * it is given; allocates nothing. It is about gateways: no level of anybody is in it.
 *
 * One round of the same settling as `effectsOf` for every second, instead of all rounds at once.
 */
import { type Gains, SHRINK } from "./unplaced.ts";

export interface RunningGains extends Gains {
  /** 0 before anything was heard. */
  mean: number;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  sum: number;
  count: number;
}

/** What was heard five minutes ago counts a third: a crowd has moved on by then. */
const FADE = Math.exp(-1 / 300);

export const noGains = (gateways: number): RunningGains => ({
  mean: 0,
  gateways: new Float64Array(gateways),
  sums: new Float64Array(gateways),
  counts: new Float64Array(gateways),
  sum: 0,
  count: 0,
});

/** Takes in the levels of one beacon, dBm by gateway, NaN where not heard. */
export function hearLevels(gains: RunningGains, levels: Float32Array): void {
  const { mean, gateways, sums, counts } = gains;
  let own = 0;
  let heard = 0;
  for (let gateway = 0; gateway < levels.length; gateway++) {
    const level = levels[gateway] as number;
    if (Number.isNaN(level)) continue;
    gains.sum += level;
    own += level - mean - (gateways[gateway] as number);
    heard++;
  }
  gains.count += heard;
  // Without a mean the first second would say tens of decibels of everybody.
  if (mean === 0) return;
  const effect = own / (heard + SHRINK);
  for (let gateway = 0; gateway < levels.length; gateway++) {
    const level = levels[gateway] as number;
    if (Number.isNaN(level)) continue;
    sums[gateway] = (sums[gateway] as number) + level - mean - effect;
    counts[gateway] = (counts[gateway] as number) + 1;
  }
}

/** Settles once all of a second have been taken in. */
export function settle(gains: RunningGains): void {
  const { gateways, sums, counts } = gains;
  if (gains.count === 0) return;
  gains.mean = gains.sum / gains.count;
  gains.sum *= FADE;
  gains.count *= FADE;
  for (let gateway = 0; gateway < gateways.length; gateway++) {
    gateways[gateway] = (sums[gateway] as number) / ((counts[gateway] as number) + SHRINK);
    sums[gateway] = (sums[gateway] as number) * FADE;
    counts[gateway] = (counts[gateway] as number) * FADE;
  }
}
