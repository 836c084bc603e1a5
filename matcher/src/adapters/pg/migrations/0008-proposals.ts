/**
 * 0008, fourth part: interests that staff would add to a venue and that wait for a second account.
 */
import type { Kysely, Migration } from "kysely";

export const proposals: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("interest_proposal")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("interest", "text", (column) => column.notNull())
      .addColumn("account", "text", (column) => column.notNull())
      .addColumn("account_name", "text", (column) => column.notNull())
      .addColumn("words", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("interest_proposal_key", ["venue", "interest"])
      .execute();
  },
};
