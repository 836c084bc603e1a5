/**
 * Aggregate store in SQL: the same for Postgres and PGlite.
 */
import { setImmediate } from "node:timers/promises";
import { parseInterestId, parseZoneId, unixMs } from "@sighej/protocol";
import { type Kysely, sql } from "kysely";
import {
  type AggregateQuery,
  type AggregateStore,
  type Found,
  type Kept,
  type KeptCell,
  MAX_FOUND,
} from "../../aggregate-ports.ts";
import { type Cell, keyOf, type Metric, subjectOf } from "../../domain/aggregate/cells.ts";
import type { Release } from "../../domain/aggregate/release.ts";
import { MatcherError } from "../../errors.ts";
import { findSums } from "./aggregate-sums.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { turnstile } from "./turnstile.ts";

/** Rows of one statement: putting it together keeps the thread for 5 ms. */
const AT_ONCE = 250;
export function aggregateStoreOn({ ask }: Pick<Database, "ask">): AggregateStore {
  const turns = turnstile();
  return {
    release: (release) => ask((db) => keep(db, release)),
    find: (query) =>
      inTurn(() => ask(async (db) => foundOf(query.metric, await findCells(db, query).execute()))),
    sum: (query) => {
      const asking = () => ask((db) => findSums(db, query));
      // Those of each zone in each stretch are thousands; all others are hundreds at most, and wait for nobody.
      return query.by === "both" ? inTurn(asking) : asking();
    },
  };

  /** The largest answer takes the main thread 8 ms to read: others turn in between. */
  async function inTurn<T>(asking: () => Promise<T>): Promise<T> {
    await turns.enter();
    try {
      return await asking();
    } finally {
      await setImmediate();
      turns.leave();
    }
  }
}

function keep(db: Kysely<Schema>, release: Release): Promise<Kept> {
  return db.transaction().execute(async (transaction) => {
    const bucket = await insertBucket(transaction, release).executeTakeFirst();
    if (bucket === undefined) {
      const kept = await keptCells(transaction, release).execute();
      return isSame(release, kept) ? "repeated" : "refused";
    }
    for (let from = 0; from < release.cells.length; from += AT_ONCE)
      await insertCells(transaction, release, from).execute();
    await insertTotals(transaction, release).execute();
    return "released";
  });
}

/** Returns a row if it was the first of its kind; waits for another attempt that is under way. */
export const insertBucket = (db: Kysely<Schema>, { venue, axis, from, until }: Release) =>
  db
    .insertInto("released_bucket")
    .values({ venue, axis, opened_at: new Date(from), closed_at: new Date(until) })
    .onConflict((conflict) => conflict.doNothing())
    .returning("axis");

export const insertCells = (
  db: Kysely<Schema>,
  { venue, axis, from: openedAt, until, cells }: Release,
  from: number,
) =>
  db.insertInto("released_count").values(
    cells.slice(from, from + AT_ONCE).map(({ cell, value, clamp, epsilonTenths }) => ({
      venue,
      axis,
      opened_at: new Date(openedAt),
      closed_at: new Date(until),
      metric: cell.metric,
      subject: subjectOf(cell),
      value,
      clamp,
      epsilon_tenths: epsilonTenths,
    })),
  );

/** Made of the cells that were just written. */
export const insertTotals = (db: Kysely<Schema>, { venue, axis, from, cells }: Release) => {
  const same = [
    "venue",
    "axis",
    "opened_at",
    "closed_at",
    "metric",
    "clamp",
    "epsilon_tenths",
  ] as const;
  return db
    .insertInto("released_total")
    .columns([...same, "value", "cells"])
    .expression(
      db
        .selectFrom("released_count")
        .select([
          ...same,
          sql<number>`cast(sum(value) as integer)`.as("value"),
          sql<number>`cast(count(*) as integer)`.as("cells"),
        ])
        .where("venue", "=", venue)
        // Named for the index, whose second column they are.
        .where("metric", "in", [...new Set(cells.map(({ cell }) => cell.metric))])
        .where("axis", "=", axis)
        .where("opened_at", "=", new Date(from))
        .groupBy([...same]),
    );
};

/** What is kept of a bucket; one row more than a release has tells the two apart. */
const keptCells = (db: Kysely<Schema>, { venue, axis, from, cells }: Release) =>
  db
    .selectFrom("released_count")
    .select(["metric", "subject", "value", "closed_at"])
    .where("venue", "=", venue)
    .where("axis", "=", axis)
    .where("opened_at", "=", new Date(from))
    .limit(cells.length + 1);

/** The very same numbers: chance does not draw the noise of a whole bucket twice. */
function isSame(
  { until, cells }: Release,
  kept: Awaited<ReturnType<ReturnType<typeof keptCells>["execute"]>>,
): boolean {
  const values = new Map(cells.map(({ cell, value }) => [keyOf(cell), value]));
  return (
    kept.length === cells.length &&
    kept.every(
      ({ metric, subject, value, closed_at }) =>
        closed_at.getTime() === until && values.get(keyOf(cellOf(metric, subject))) === value,
    )
  );
}

/** One row more than an answer holds tells that there are more. */
export const findCells = (
  db: Kysely<Schema>,
  { venue, metric, from, until, subject }: AggregateQuery,
) => {
  const all = db
    .selectFrom("released_count")
    .select(["subject", "value", "clamp", "epsilon_tenths", "opened_at", "closed_at"])
    .where("venue", "=", venue)
    .where("metric", "=", metric)
    .where("opened_at", ">=", new Date(from))
    .where("closed_at", "<=", new Date(until))
    .orderBy("opened_at")
    .orderBy("subject")
    .limit(MAX_FOUND + 1);
  return subject === undefined ? all : all.where("subject", "=", subject);
};

type Row = Awaited<ReturnType<ReturnType<typeof findCells>["execute"]>>[number];

const foundOf = (metric: Metric, rows: readonly Row[]): Found => ({
  cells: rows.slice(0, MAX_FOUND).map(
    (row): KeptCell => ({
      cell: cellOf(metric, row.subject),
      value: row.value,
      clamp: row.clamp,
      epsilonTenths: row.epsilon_tenths,
      from: unixMs(row.opened_at.getTime()),
      until: unixMs(row.closed_at.getTime()),
    }),
  ),
  more: rows.length > MAX_FOUND,
});

function cellOf(metric: Metric, subject: string): Cell {
  if (metric === "interests") {
    const interest = parseInterestId(subject);
    if (interest.ok) return { metric, interest: interest.value };
  } else {
    const zone = parseZoneId(subject);
    if (zone.ok) return { metric, zone: zone.value };
  }
  throw new MatcherError("store-failed", "a released cell cannot be read");
}
