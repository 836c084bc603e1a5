/**
 * Tally: a venue's open buckets, one per axis, and when they turn into releases. Pure; a value that
 * changes in place.
 *
 * A bucket ends at the full hour or day, or when the matcher stops; the next one begins where it
 * ended, or now if nobody counted meanwhile. Buckets of a venue therefore never overlap, and each
 * contribution is in one of them at most.
 */
import {
  type DurationMs,
  hours,
  type InterestId,
  minutes,
  type UnixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import type { PolicyName } from "../policy.ts";
import { addTo, type Bucket, openBucket } from "./bucket.ts";
import { type Axis, axisOf, type Cell, type Grid, interestGridOf, zoneGridOf } from "./cells.ts";
import { type Release, releaseOf } from "./release.ts";
import type { Uniform } from "./uniform.ts";

export type BucketLengths = Readonly<Record<Axis, DurationMs>>;

/** The demo's are short enough to be waited for; the noise in each is that of a whole hour. */
export const bucketLengths: Readonly<Record<PolicyName, BucketLengths>> = {
  default: { zone: hours(1), interest: hours(24) },
  demo: { zone: minutes(5), interest: minutes(15) },
};

export interface Counted {
  readonly id: VenueId;
  readonly zones: readonly ZoneId[];
  readonly interests: readonly InterestId[];
}

export interface Tally {
  readonly lengths: BucketLengths;
  readonly open: Record<Axis, Bucket>;
}

export const tallyOf = (venue: Counted, lengths: BucketLengths, now: UnixMs): Tally => ({
  lengths,
  open: {
    zone: openBucket(zoneGridOf(venue.id, venue.zones), now, lengths.zone),
    interest: openBucket(interestGridOf(venue.id, venue.interests), now, lengths.interest),
  },
});

/** Whether a tally has the cells of these zones and interests, and no others. */
export function hasGridsOf({ open }: Tally, { id, zones, interests }: Counted): boolean {
  const [zone, interest] = [zoneGridOf(id, zones), interestGridOf(id, interests)];
  const isSame = (a: Grid, b: Grid) =>
    a.indexOf.size === b.indexOf.size && [...a.indexOf.keys()].every((each) => b.indexOf.has(each));
  return isSame(open.zone.grid, zone) && isSame(open.interest.grid, interest);
}

/** Counts what a ledger has allowed; false when the venue has no such cell. */
export const tallyCell = ({ open }: Tally, cell: Cell): boolean =>
  addTo(open[axisOf(cell.metric)], cell);

/** Releases of the buckets that are due, their successors opened; none most of the time. */
export function closeDue(tally: Tally, now: UnixMs, uniform: Uniform): readonly Release[] {
  const releases: Release[] = [];
  for (const axis of ["zone", "interest"] as const) {
    const bucket = tally.open[axis];
    const length = tally.lengths[axis];
    if (now < bucket.until) continue;
    releases.push(releaseOf(bucket, now, uniform));
    const from = now < bucket.until + length ? bucket.until : now;
    tally.open[axis] = openBucket(bucket.grid, from, length);
  }
  return releases;
}

/** Releases of all open buckets, before a stop. The tally takes nothing after this. */
export const closeAll = ({ open }: Tally, now: UnixMs, uniform: Uniform): readonly Release[] => [
  releaseOf(open.zone, now, uniform),
  releaseOf(open.interest, now, uniform),
];
