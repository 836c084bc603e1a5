/**
 * 0002: gateways, their claim codes and credentials, all of them as hashes.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const gateways: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("gateway")
      .addColumn("venue", "text", (column) => column.notNull())
      .addColumn("gateway", sql`text collate "C"`, (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("secret_hash", "text")
      .addColumn("enrolled_at", "timestamptz(3)")
      .addColumn("revoked_at", "timestamptz(3)")
      .addColumn("claim_digest", "text", (column) => column.unique())
      .addColumn("claim_until", "timestamptz(3)")
      .addColumn("claimed_at", "timestamptz(3)")
      .addColumn("attempt_digest", "text")
      .addPrimaryKeyConstraint("gateway_once", ["venue", "gateway"])
      .addCheckConstraint("gateway_enrolled", sql`(secret_hash is null) = (enrolled_at is null)`)
      .addCheckConstraint("gateway_claim", sql`(claim_digest is null) = (claim_until is null)`)
      .execute();
  },
};
