/**
 * 0008, first part: tablets that show a zone's code. Digests stand for codes and cookies.
 */
import type { Kysely, Migration } from "kysely";

export const screens: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("zone_screen")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("zone", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("code_digest", "text", (column) => column.unique())
      .addColumn("code_until", "timestamptz(3)")
      .addColumn("secret_digest", "text", (column) => column.unique())
      .addColumn("enrolled_at", "timestamptz(3)")
      .execute();
    await db.schema
      .createIndex("zone_screen_venue")
      .on("zone_screen")
      .columns(["venue", "zone", "name"])
      .execute();
  },
};
