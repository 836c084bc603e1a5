/**
 * Reception: turns how often each path was heard into the share of adverts that a receiver gets, by
 * the mean level of its path. Pure.
 *
 * A straight line by least squares: on the recording the share falls by four in a thousand per dB
 * and nowhere near a cliff, for its weakest paths are above the receivers' sensitivity. Even strong
 * adverts get lost: a scanner is deaf while it changes channel or receives something else.
 */
import type { Path } from "./path.ts";

export interface ReceptionFit {
  /** Received share at -80 dBm, 0 to 1. */
  readonly share: number;
  /** Gained per dB above that. */
  readonly perDb: number;
}

/** Where the line is anchored, dBm: the middle of what the receivers heard. */
const RECEPTION_ANCHOR_DBM = -80;

/** Received share of the adverts that a beacon sent at an interval of `intervalMs` in `spanMs`. */
export const receivedShare = ({ count }: Path, spanMs: number, intervalMs: number): number =>
  Math.min(1, (count * intervalMs) / spanMs);

export function fitReception(
  points: readonly { readonly level: number; readonly share: number }[],
): ReceptionFit {
  const level = points.reduce((sum, point) => sum + point.level, 0) / points.length;
  const share = points.reduce((sum, point) => sum + point.share, 0) / points.length;
  let upper = 0;
  let lower = 0;
  for (const point of points) {
    upper += (point.level - level) * (point.share - share);
    lower += (point.level - level) ** 2;
  }
  const perDb = upper / lower;
  return { share: share + perDb * (RECEPTION_ANCHOR_DBM - level), perDb };
}
