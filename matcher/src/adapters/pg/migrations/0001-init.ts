/**
 * 0001: the tables of released aggregates, which can be added to and never changed.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const init: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("released_bucket")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("axis", "text", (column) => column.notNull())
      .addColumn("opened_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("closed_at", "timestamptz(3)", (column) => column.notNull())
      .addPrimaryKeyConstraint("released_bucket_once", ["venue", "axis", "opened_at"])
      .addCheckConstraint("released_bucket_axis", sql`axis in ('zone', 'interest')`)
      .addCheckConstraint("released_bucket_lasts", sql`closed_at > opened_at`)
      .execute();
    await db.schema
      .createTable("released_count")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("axis", "text", (column) => column.notNull())
      .addColumn("opened_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("closed_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("metric", "text", (column) => column.notNull())
      .addColumn("subject", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("value", "integer", (column) => column.notNull())
      .addColumn("clamp", "smallint", (column) => column.notNull())
      .addColumn("epsilon_tenths", "smallint", (column) => column.notNull())
      // In the order of questions: one metric of a venue over a range of time.
      .addPrimaryKeyConstraint("released_count_once", ["venue", "metric", "opened_at", "subject"])
      .addForeignKeyConstraint(
        "released_count_bucket",
        ["venue", "axis", "opened_at"],
        "released_bucket",
        ["venue", "axis", "opened_at"],
        (constraint) => constraint.onDelete("cascade"),
      )
      .execute();
    await sql`
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'a released number is never changed';
      end $$`.execute(db);
    for (const table of ["released_bucket", "released_count"])
      await sql`
        create trigger ${sql.ref(`${table}_stands`)} before update on ${sql.table(table)}
        for each row execute function refuse_change()`.execute(db);
  },
};
