/**
 * Cells: turns a venue's set-up into the fixed, public list of numbers that a bucket releases. Pure.
 *
 * Which cells there are depends on the set-up alone, never on who came: a cell in which nothing
 * happened is released like any other, so that its being there says nothing.
 */
import {
  type AggregateMetric,
  aggregateMetrics,
  type InterestId,
  type VenueId,
  type ZoneId,
  zoneMetrics,
} from "@sighej/protocol";

export type ZoneMetric = (typeof zoneMetrics)[number];
export type Metric = AggregateMetric;
export const metrics: readonly Metric[] = aggregateMetrics;

/** What a bucket's cells are told apart by, besides the metric. */
export type Axis = "zone" | "interest";

export type Cell =
  | { readonly metric: ZoneMetric; readonly zone: ZoneId }
  | { readonly metric: "interests"; readonly interest: InterestId };

export interface Grid {
  readonly venue: VenueId;
  readonly axis: Axis;
  /** In a fixed order; each once. */
  readonly cells: readonly Cell[];
  /** The place of a cell in `cells`, by `keyOf`. */
  readonly indexOf: ReadonlyMap<string, number>;
}

export const axisOf = (metric: Metric): Axis => (metric === "interests" ? "interest" : "zone");

/** The zone or interest that a cell is about. */
export const subjectOf = (cell: Cell): ZoneId | InterestId =>
  cell.metric === "interests" ? cell.interest : cell.zone;

/** Ids hold no blank, so no two cells share a key. */
export const keyOf = (cell: Cell): string => `${cell.metric} ${subjectOf(cell)}`;

/** What was chosen, the most important first, as that is what counts. */
export const interestCellsOf = ({
  interests,
  stars,
}: {
  readonly interests: readonly InterestId[];
  readonly stars: readonly InterestId[];
}): readonly Cell[] =>
  [...new Set([...stars, ...interests])].map((interest) => ({ metric: "interests", interest }));

export const zoneGridOf = (venue: VenueId, zones: readonly ZoneId[]): Grid =>
  gridOf(
    venue,
    "zone",
    zoneMetrics.flatMap((metric) => zones.map((zone) => ({ metric, zone }))),
  );

export const interestGridOf = (venue: VenueId, interests: readonly InterestId[]): Grid =>
  gridOf(
    venue,
    "interest",
    interests.map((interest) => ({ metric: "interests", interest })),
  );

function gridOf(venue: VenueId, axis: Axis, listed: readonly Cell[]): Grid {
  const cells = [...new Map(listed.map((cell) => [keyOf(cell), cell])).values()];
  return { venue, axis, cells, indexOf: new Map(cells.map((cell, at) => [keyOf(cell), at])) };
}
