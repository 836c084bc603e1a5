/**
 * Aggregate ports: where released numbers are kept and asked for. Types and bounds only.
 *
 * What goes in has its noise already; a raw count never passes here. Embedded (PGlite) and server
 * (Postgres) implementations pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed".
 */
import type { InterestId, SessionId, UnixMs, VenueId, ZoneId } from "@sighej/protocol";
import type { Cell, Metric } from "./domain/aggregate/cells.ts";
import type { Release, ReleasedCell } from "./domain/aggregate/release.ts";
import type { Sum } from "./domain/aggregate/sums.ts";

/** Says what a session did that may count, once for each cell; never waits and never throws. */
export type Contribute = (venue: VenueId, session: SessionId, cells: readonly Cell[]) => void;

/**
 * What became of a release. `repeated`: this very one is kept already. `refused`: another one of its
 * venue, axis and start is, and nothing has changed.
 */
export type Kept = "released" | "repeated" | "refused";

/**
 * Asks for whole cells of whole buckets, as they were released: there is nothing finer to ask for,
 * so no two answers differ by anything that was not released.
 */
export interface AggregateQuery {
  readonly venue: VenueId;
  readonly metric: Metric;
  /** Buckets that lie within `from` and `until`. */
  readonly from: UnixMs;
  readonly until: UnixMs;
  /** One zone (or interest) only. */
  readonly subject?: ZoneId | InterestId | undefined;
}

/** A released cell with the stretch of time of its bucket. */
export interface KeptCell extends ReleasedCell {
  readonly from: UnixMs;
  readonly until: UnixMs;
}

export interface Found {
  /** By time, then by subject. */
  readonly cells: readonly KeptCell[];
  /** There are more than MAX_FOUND: the last are left out. */
  readonly more: boolean;
}

/** Cells in one answer: a month of six zones by the hour, or of all interests by the day. */
export const MAX_FOUND = 4_500;

/** Asks for sums over whole released cells: made of what `find` answers, and of nothing else. */
export interface SumQuery {
  readonly venue: VenueId;
  readonly metrics: readonly Metric[];
  /**
   * Rising, two at least. From each to the next is a stretch, and a bucket counts in the one in which
   * its middle lies: buckets that an edge cuts are still counted once.
   */
  readonly edges: readonly UnixMs[];
  /** What is told apart, besides metrics. */
  readonly by: "stretch" | "subject" | "both";
}

export interface FoundSums {
  /** In no order. */
  readonly sums: readonly Sum[];
  /** There are more than MAX_SUMS: the rest is left out. */
  readonly more: boolean;
}

/** Sums in one answer: the days of a month in as many zones as a venue may have. */
export const MAX_SUMS = 8_000;

export interface AggregateStore {
  /**
   * Keeps a release, all of it or nothing, once; an attempt whose answer was lost may be repeated.
   */
  release(release: Release): Promise<Kept>;
  find(query: AggregateQuery): Promise<Found>;
  sum(query: SumQuery): Promise<FoundSums>;
}
