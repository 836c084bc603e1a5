/**
 * Bucket: raw counts of one stretch of time, in memory only, until they are taken out once. Pure; a
 * value that changes in place.
 */
import { type UnixMs, unixMs } from "@sighej/protocol";
import { type Cell, type Grid, keyOf } from "./cells.ts";

export interface Bucket {
  readonly grid: Grid;
  readonly from: UnixMs;
  /** When it is due to be closed. */
  readonly until: UnixMs;
  /** By place in `grid.cells`; undefined once taken out. */
  counts: number[] | undefined;
}

/** Ends with the period of `length` that `from` lies in: at the full hour, at midnight UTC. */
export const openBucket = (grid: Grid, from: UnixMs, length: number): Bucket => ({
  grid,
  from,
  until: unixMs((Math.floor(from / length) + 1) * length),
  counts: grid.cells.map(() => 0),
});

/** Adds one contribution that its ledger allowed; false when the grid has no such cell. */
export function addTo({ grid, counts }: Bucket, cell: Cell): boolean {
  if (counts === undefined) throw new RangeError("a closed bucket takes nothing");
  const at = grid.indexOf.get(keyOf(cell));
  if (at === undefined) return false;
  counts[at] = (counts[at] ?? 0) + 1;
  return true;
}

/** The raw counts, and the bucket closed. A second time is a bug: RangeError. */
export function takeCounts(bucket: Bucket): readonly number[] {
  const { counts } = bucket;
  if (counts === undefined) throw new RangeError("a bucket is closed once");
  bucket.counts = undefined;
  return counts;
}
