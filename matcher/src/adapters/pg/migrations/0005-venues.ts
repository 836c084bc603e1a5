/**
 * 0005: venues that staff have made. The set-up is one text, as it is read and replaced as a whole.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const venues: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("venue")
      .addColumn("venue", "text", (column) => column.primaryKey())
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("setup", "text", (column) => column.notNull())
      .addCheckConstraint("venue_state", sql`state in ('draft', 'live', 'archived')`)
      .addCheckConstraint("venue_version", sql`version > 0`)
      .execute();
  },
};
