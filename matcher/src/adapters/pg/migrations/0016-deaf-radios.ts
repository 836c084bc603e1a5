/**
 * 0016: gateways that report while their radio hears nothing: since when, and incidents of that reason
 * beside those of gateways from which nothing comes.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const deafRadios: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema.alterTable("gateway_sign").addColumn("deaf_since", "timestamptz(3)").execute();
    await db.schema
      .alterTable("gateway_incident")
      .addColumn("reason", "text", (column) => column.notNull().defaultTo("no-sign"))
      .execute();
    await db.schema
      .alterTable("gateway_incident")
      .addCheckConstraint("gateway_incident_reason", sql`reason in ('no-sign', 'no-radio')`)
      .execute();
    await db.schema.dropIndex("gateway_incident_open").execute();
    await sql`
      create unique index gateway_incident_open on gateway_incident (venue, gateway, reason)
      where ended_at is null`.execute(db);
  },
};
