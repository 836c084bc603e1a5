/**
 * Release: turns a bucket and randomness into the numbers that are kept. Pure.
 *
 * Noise is drawn once, when the bucket is closed, and the raw counts are gone in the same moment;
 * whoever fails to store a release tries again with the very same one. Values may be negative: they
 * are not cut off, so that sums stay true. What is shown of them is `display.ts`'s part.
 */
import { type UnixMs, unixMs, type VenueId } from "@sighej/protocol";
import { type Bucket, takeCounts } from "./bucket.ts";
import { budget, scaleOf } from "./budget.ts";
import type { Axis, Cell } from "./cells.ts";
import { discreteLaplace } from "./laplace.ts";
import type { Uniform } from "./uniform.ts";

export interface ReleasedCell {
  readonly cell: Cell;
  /** Count plus noise; any whole number. */
  readonly value: number;
  /** What the noise was made for: of `budget.ts` at the time. */
  readonly clamp: number;
  readonly epsilonTenths: number;
}

/** `venue`, `axis` and `from` tell releases apart: a second one of the same is refused. */
export interface Release {
  readonly venue: VenueId;
  readonly axis: Axis;
  readonly from: UnixMs;
  readonly until: UnixMs;
  /** Every cell of the grid, in its order. */
  readonly cells: readonly ReleasedCell[];
}

/** Closes the bucket at `now`, or when it was due if that is earlier. */
export function releaseOf(bucket: Bucket, now: UnixMs, uniform: Uniform): Release {
  const { grid, from, until } = bucket;
  const counts = takeCounts(bucket);
  return {
    venue: grid.venue,
    axis: grid.axis,
    from,
    // At least a moment long, whatever the clock did.
    until: unixMs(Math.max(from + 1, Math.min(now, until))),
    cells: grid.cells.map((cell, at) => {
      const { clamp, epsilonTenths } = budget[cell.metric];
      const noise = discreteLaplace(scaleOf({ clamp, epsilonTenths }), uniform);
      return { cell, value: (counts[at] ?? 0) + noise, clamp, epsilonTenths };
    }),
  };
}
