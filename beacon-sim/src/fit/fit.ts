/**
 * Fit: turns the paths of a recording into loss and fading, as `radio/propagation.ts` has them. Pure.
 *
 * - Loss: level = receiver's level at 1 m - 10 n log10 d, by least squares with one intercept per
 *   receiver (T. S. Rappaport, Wireless Communications, log-distance path loss).
 * - Channels: the spread of a path's three levels, as a Rician factor.
 */
import { ricianMoments } from "../radio/fading.ts";
import type { Path } from "./path.ts";

export interface LossFit {
  /** Mean over receivers of the level at 1 m, dBm. */
  readonly powerAt1m: number;
  readonly exponent: number;
  /** Standard deviation between receivers of the level at 1 m, dB. */
  readonly receiverSpread: number;
  /** Of each path in the order given, dB. */
  readonly residuals: readonly number[];
  /** Standard deviation of the residuals, dB. */
  readonly residualSd: number;
}

export interface ChannelFit {
  /** Standard deviation of one channel about the path's own level, dB. */
  readonly channelSd: number;
  readonly ricianK: number;
  /** Standard deviation of readings within one channel, dB. */
  readonly noiseSd: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function fitLoss(paths: readonly Path[]): LossFit {
  const receivers = new Set(paths.map(({ receiver }) => receiver));
  const centred = [...receivers].map((receiver) => {
    const own = paths.filter((path) => path.receiver === receiver);
    return { receiver, own, x: mean(own.map(decades)), y: mean(own.map((path) => path.mean)) };
  });
  let xx = 0;
  let xy = 0;
  for (const { own, x, y } of centred) {
    for (const path of own) {
      xx += (decades(path) - x) ** 2;
      xy += (decades(path) - x) * (path.mean - y);
    }
  }
  const slope = xy / xx;
  const at1m = new Map(centred.map(({ receiver, x, y }) => [receiver, y - slope * x]));
  const residuals = paths.map(
    (path) => path.mean - (at1m.get(path.receiver) ?? 0) - slope * decades(path),
  );
  const intercepts = [...at1m.values()];
  const powerAt1m = mean(intercepts);
  const freedom = paths.length - intercepts.length - 1;
  return {
    powerAt1m,
    exponent: -slope / 10,
    receiverSpread: Math.sqrt(
      intercepts.reduce((sum, each) => sum + (each - powerAt1m) ** 2, 0) / (intercepts.length - 1),
    ),
    residuals,
    residualSd: Math.sqrt(residuals.reduce((sum, each) => sum + each * each, 0) / freedom),
  };
}

const decades = ({ distance }: Path): number => Math.log10(distance);

export function fitChannels(paths: readonly Path[]): ChannelFit {
  const between = mean(
    paths.map(({ channels, mean: centre }) => mean(channels.map((each) => (each - centre) ** 2))),
  );
  const all = mean(paths.map(({ variance }) => variance));
  // Three draws have two degrees of freedom about their own mean.
  const channelSd = Math.sqrt((between * 3) / 2);
  return {
    channelSd,
    ricianK: ricianKOf(channelSd),
    noiseSd: Math.sqrt(Math.max(0, all - between)),
  };
}

/** The Rician factor whose fades have the standard deviation `sd` dB; 0 from Rayleigh's 5.57 on. */
export function ricianKOf(sd: number): number {
  let low = 0;
  let high = 100;
  // Thirty halvings of 100 leave 1e-7.
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2;
    if (ricianMoments(middle).sd > sd) low = middle;
    else high = middle;
  }
  return low;
}
