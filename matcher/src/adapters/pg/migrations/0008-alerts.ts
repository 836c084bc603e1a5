/**
 * 0008, second part: browsers of staff that want to hear of reports. They go with their account.
 */
import type { Kysely, Migration } from "kysely";

export const alerts: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("staff_alert")
      .addColumn("session", "text", (column) => column.primaryKey())
      .addColumn("account", "text", (column) =>
        column.notNull().references("staff_account.id").onDelete("cascade"),
      )
      .addColumn("endpoint", "text", (column) => column.notNull())
      .addColumn("p256dh", "text", (column) => column.notNull())
      .addColumn("auth", "text", (column) => column.notNull())
      .addColumn("until", "timestamptz(3)", (column) => column.notNull())
      .execute();
  },
};
