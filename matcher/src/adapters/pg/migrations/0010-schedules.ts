/**
 * 0010: programmes of venues, as they were read last, and which of their rooms is which zone.
 */
import type { Kysely, Migration } from "kysely";

export const schedules: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("venue_schedule")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull().generatedAlwaysAsIdentity())
      .addColumn("url", "text", (column) => column.notNull())
      .addColumn("time_zone", "text", (column) => column.notNull())
      .addColumn("rooms", "text", (column) => column.notNull())
      .addColumn("programme", "text", (column) => column.notNull())
      .addColumn("read_at", "timestamptz(3)")
      .addColumn("tried_at", "timestamptz(3)")
      .addColumn("fault", "text")
      .addColumn("due_at", "timestamptz(3)", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("venue_schedule_of")
      .on("venue_schedule")
      .columns(["venue", "number"])
      .execute();
  },
};
