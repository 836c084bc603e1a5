/**
 * 0006: floor plans of venues: one picture each, and its scale.
 */
import type { Kysely, Migration } from "kysely";

export const floorPlans: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("floor_plan")
      .addColumn("venue", "text", (column) => column.primaryKey())
      .addColumn("made_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("width", "integer", (column) => column.notNull())
      .addColumn("height", "integer", (column) => column.notNull())
      .addColumn("picture", "bytea", (column) => column.notNull())
      .addColumn("scale", "text")
      .execute();
  },
};
