/**
 * 0009: other ways in for staff: passkeys, accounts that sign in at a provider, and what is open
 * between the two halves of a sign-in.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const doors: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("staff_passkey")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("account", "text", (column) =>
        column.notNull().references("staff_account.id").onDelete("cascade"),
      )
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("public_key", "text", (column) => column.notNull())
      // 32 bits without a sign, which an integer does not hold.
      .addColumn("counter", "double precision", (column) => column.notNull())
      .addColumn("transports", "text", (column) => column.notNull())
      .addColumn("site", "text", (column) => column.notNull())
      .addColumn("created_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("used_at", "timestamptz(3)")
      .execute();
    await db.schema
      .createIndex("staff_passkey_account")
      .on("staff_passkey")
      .columns(["account", "created_at"])
      .execute();
    await db.schema
      .createTable("staff_handshake")
      .addColumn("digest", "text", (column) => column.primaryKey())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("account", "text", (column) =>
        column.references("staff_account.id").onDelete("cascade"),
      )
      .addColumn("expires_at", "timestamptz(3)", (column) => column.notNull())
      .addCheckConstraint("staff_handshake_kind", sql`kind in ('new-passkey', 'passkey', 'oidc')`)
      .execute();
    await db.schema
      .alterTable("staff_account")
      .alterColumn("password_hash", (column) => column.dropNotNull())
      .addColumn("issuer", "text")
      .addColumn("subject", "text")
      .execute();
    await db.schema
      .alterTable("staff_account")
      .addUniqueConstraint("staff_account_elsewhere", ["issuer", "subject"])
      .execute();
    await sql`
      alter table staff_account add constraint staff_account_one_way_in
      check ((issuer is null) = (subject is null) and (password_hash is null) = (subject is not null))
    `.execute(db);
  },
};
