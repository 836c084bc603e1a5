/**
 * 0008, third part: what staff have noted of beacons that a venue lends. Nothing says who carries one,
 * or when: there is no time in it.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const stock: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("stock_note")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("item", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("battery", "text")
      .addPrimaryKeyConstraint("stock_note_key", ["venue", "item"])
      .addCheckConstraint("stock_note_state", sql`state in ('in-stock', 'lent', 'lost')`)
      .addCheckConstraint("stock_note_battery", sql`battery in ('ok', 'low')`)
      .execute();
  },
};
