/**
 * Sums of released numbers in SQL: turns days and metrics that are asked for into sums over whole cells, by
 * zone or interest, by stretch of time, or by both.
 */
import { hours, unixMs } from "@sighej/protocol";
import { type Kysely, sql } from "kysely";
import { type FoundSums, MAX_SUMS, type SumQuery } from "../../aggregate-ports.ts";
import type { Metric } from "../../domain/aggregate/cells.ts";
import type { Schema } from "./schema.ts";

/** No bucket is longer than a day, so none begins earlier than that before its middle. */
const HALF_A_BUCKET = hours(12);

export const findSums = async (db: Kysely<Schema>, query: SumQuery): Promise<FoundSums> =>
  sumsOf(
    query.by === "stretch"
      ? await sumTotals(db, query).execute()
      : await sumCells(db, query).execute(),
  );

/** Summed where they are kept: of a month by the hour there is a hundred times less to read. */
export const sumCells = (db: Kysely<Schema>, query: SumQuery) => {
  const { stretch, isAsked } = stretchesOf(query);
  return db
    .selectFrom("released_count")
    .select(({ fn }) => [
      ...(["metric", "clamp", "epsilon_tenths", "subject"] as const),
      sql<number>`cast(sum(value) as integer)`.as("value"),
      sql<number>`cast(count(*) as integer)`.as("cells"),
      fn.min("opened_at").as("opened_at"),
      fn.max("closed_at").as("closed_at"),
    ])
    .$if(query.by === "both", (some) => some.select(stretch.as("stretch")).groupBy("stretch"))
    .where(isAsked)
    .groupBy(["metric", "clamp", "epsilon_tenths", "subject"])
    .limit(MAX_SUMS + 1);
};

/** Where zones are not told apart: of what was summed when a bucket was released. */
export const sumTotals = (db: Kysely<Schema>, query: SumQuery) => {
  const { stretch, isAsked } = stretchesOf(query);
  return db
    .selectFrom("released_total")
    .select(({ fn }) => [
      ...(["metric", "clamp", "epsilon_tenths"] as const),
      sql<number>`cast(sum(value) as integer)`.as("value"),
      sql<number>`cast(sum(cells) as integer)`.as("cells"),
      fn.min("opened_at").as("opened_at"),
      fn.max("closed_at").as("closed_at"),
      stretch.as("stretch"),
    ])
    .where(isAsked)
    .groupBy(["metric", "clamp", "epsilon_tenths", "stretch"])
    .limit(MAX_SUMS + 1);
};

/** In which stretch a bucket counts, and whether it is asked for at all. */
function stretchesOf({ venue, metrics, edges }: SumQuery) {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const middle = sql<Date>`opened_at + (closed_at - opened_at) / 2`;
  const text = `{${edges.map((edge) => new Date(edge).toISOString()).join(",")}}`;
  // As a query of its own the edges are read once; as a value they would be for each row, six times as long.
  const read = sql`(select cast(cast(${text} as text) as timestamptz[]))`;
  return {
    stretch: sql<number>`width_bucket(${middle}, ${read}) - 1`,
    isAsked: sql<boolean>`venue = ${venue} and metric in (${sql.join(metrics)})
      and opened_at >= ${new Date(first - HALF_A_BUCKET)} and opened_at < ${new Date(last)}
      and ${middle} >= ${new Date(first)} and ${middle} < ${new Date(last)}`,
  };
}

interface SumRow {
  readonly metric: Metric;
  readonly subject?: string;
  readonly stretch?: number;
  readonly value: number;
  readonly cells: number;
  readonly clamp: number;
  readonly epsilon_tenths: number;
  readonly opened_at: Date;
  readonly closed_at: Date;
}

const sumsOf = (rows: readonly SumRow[]): FoundSums => ({
  sums: rows.slice(0, MAX_SUMS).map((row) => ({
    ...{ metric: row.metric, subject: row.subject, stretch: row.stretch },
    ...{ value: row.value, cells: row.cells },
    ...{ clamp: row.clamp, epsilonTenths: row.epsilon_tenths },
    from: unixMs(row.opened_at.getTime()),
    until: unixMs(row.closed_at.getTime()),
  })),
  more: rows.length > MAX_SUMS,
});
