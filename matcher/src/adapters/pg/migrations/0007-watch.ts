/**
 * 0007: the watch over gateways: signs of life, incidents, how a venue wants to be told, and what is set
 * on each. All of it is about machines.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const watch: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("gateway_sign")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("gateway", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("heard_at", "timestamptz(3)")
      .addColumn("connected", "boolean", (column) => column.notNull())
      .addColumn("machine", "text")
      .addPrimaryKeyConstraint("gateway_sign_once", ["venue", "gateway"])
      .execute();
    await db.schema
      .createTable("gateway_incident")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("gateway", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("since", "timestamptz(3)", (column) => column.notNull())
      .addColumn("opened_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("silent_at", "timestamptz(3)")
      .addColumn("ended_at", "timestamptz(3)")
      .addColumn("ended", "text")
      .addColumn("told", "text")
      .addCheckConstraint("gateway_incident_ended", sql`(ended is null) = (ended_at is null)`)
      .addCheckConstraint("gateway_incident_told", sql`told in ('late', 'silent')`)
      .execute();
    // What makes it one incident at a time, whoever notices.
    await sql`
      create unique index gateway_incident_open on gateway_incident (venue, gateway)
      where ended_at is null`.execute(db);
    await db.schema
      .createIndex("gateway_incident_of")
      .on("gateway_incident")
      .columns(["venue", "gateway", "opened_at"])
      .execute();
    await db.schema
      .createTable("venue_watch")
      .addColumn("venue", "text", (column) => column.primaryKey())
      .addColumn("late_after_s", "integer")
      .addColumn("silent_after_s", "integer")
      .addColumn("muted_until", "timestamptz(3)")
      .execute();
    await db.schema
      .createTable("gateway_mute")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("gateway", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("muted_until", "timestamptz(3)", (column) => column.notNull())
      .addPrimaryKeyConstraint("gateway_mute_once", ["venue", "gateway"])
      .execute();
    await db.schema
      .createTable("gateway_settings")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("gateway", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("window_ms", "integer")
      .addColumn("log_level", "text")
      .addColumn("set_at", "timestamptz(3)", (column) => column.notNull())
      .addPrimaryKeyConstraint("gateway_settings_once", ["venue", "gateway"])
      .execute();
  },
};
