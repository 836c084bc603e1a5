/**
 * 0017: of each released bucket the sum of each metric over all zones, from which a month's report is read
 * a fiftieth as long as from its cells. Made of released numbers alone, so nothing more is told.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const releasedTotals: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("released_total")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("axis", "text", (column) => column.notNull())
      .addColumn("opened_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("closed_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("metric", "text", (column) => column.notNull())
      .addColumn("value", "integer", (column) => column.notNull())
      .addColumn("cells", "integer", (column) => column.notNull())
      .addColumn("clamp", "smallint", (column) => column.notNull())
      .addColumn("epsilon_tenths", "smallint", (column) => column.notNull())
      .addPrimaryKeyConstraint("released_total_once", [
        ...(["venue", "metric", "opened_at", "clamp", "epsilon_tenths"] as const),
      ])
      .addForeignKeyConstraint(
        "released_total_bucket",
        ["venue", "axis", "opened_at"],
        "released_bucket",
        ["venue", "axis", "opened_at"],
        (constraint) => constraint.onDelete("cascade"),
      )
      .execute();
    await sql`
      insert into released_total
        (venue, axis, opened_at, closed_at, metric, clamp, epsilon_tenths, value, cells)
      select venue, axis, opened_at, closed_at, metric, clamp, epsilon_tenths, sum(value), count(*)
      from released_count
      group by venue, axis, opened_at, closed_at, metric, clamp, epsilon_tenths`.execute(db);
    await sql`
      create trigger released_total_stands before update on released_total
      for each row execute function refuse_change()`.execute(db);
  },
};
