/**
 * 0007, second part: whom venues tell of their gateways and numbers, and what is on its way. Addresses
 * are of staff and their systems; nothing is about an attendee.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const bulletins: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("bulletin_target")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("address", "text", (column) => column.notNull())
      .addColumn("topics", "text", (column) => column.notNull())
      .addColumn("secret", "text")
      .addColumn("created_at", "timestamptz(3)", (column) => column.notNull())
      .addCheckConstraint("bulletin_target_secret", sql`(kind = 'webhook') = (secret is not null)`)
      .execute();
    await db.schema
      .createTable("bulletin_delivery")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("target", "text", (column) =>
        column.notNull().references("bulletin_target.id").onDelete("cascade"),
      )
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("message", "text", (column) => column.notNull())
      .addColumn("body", "text", (column) => column.notNull())
      .addColumn("made_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("tries", "integer", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("why", "text")
      .addColumn("at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("leased_until", "timestamptz(3)", (column) => column.notNull())
      // What makes it once, whoever notices.
      .addUniqueConstraint("bulletin_delivery_once", ["target", "message"])
      .execute();
    await sql`
      create index bulletin_delivery_due on bulletin_delivery (at) where state = 'waiting'`.execute(
      db,
    );
    await db.schema
      .createIndex("bulletin_delivery_of")
      .on("bulletin_delivery")
      .columns(["venue", "made_at"])
      .execute();
  },
};
