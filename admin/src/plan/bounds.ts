/**
 * Bounds: the least rectangle along the axes that holds some spots, m. Pure.
 */
import type { PlanPoint } from "@sighej/protocol";

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of one spot at least. */
export function boundsOf(spots: readonly PlanPoint[]): Bounds {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

/** Whether there is no floor in both. */
export const areApart = (one: Bounds, other: Bounds): boolean =>
  one.right <= other.left ||
  other.right <= one.left ||
  one.bottom <= other.top ||
  other.bottom <= one.top;
