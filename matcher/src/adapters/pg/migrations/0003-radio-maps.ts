/**
 * 0003: radio maps of venues: what gateways hear at each spot, and nothing of anybody.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const radioMaps: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("radio_map_count")
      .addColumn("venue", "text", (column) => column.primaryKey())
      .addColumn("versions", "integer", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("radio_map")
      .addColumn("venue", "text", (column) => column.notNull().references("radio_map_count.venue"))
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("made_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("withdrawn", "boolean", (column) => column.notNull())
      .addColumn("layout", "text", (column) => column.notNull())
      .addColumn("shape", "text", (column) => column.notNull())
      .addColumn("mean", "bytea", (column) => column.notNull())
      .addColumn("weight", "bytea", (column) => column.notNull())
      .addPrimaryKeyConstraint("radio_map_once", ["venue", "version"])
      .addCheckConstraint("radio_map_kind", sql`kind in ('learned', 'calibrated')`)
      .execute();
  },
};
