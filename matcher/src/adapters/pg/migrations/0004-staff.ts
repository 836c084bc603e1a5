/**
 * 0004: the tables of staff: accounts, sessions, tokens and the audit trail. None is about an
 * attendee. Lists are written as words with blanks between them, which both engines read alike.
 */
import { type Kysely, type Migration, sql } from "kysely";

const now = sql`now()`;

export const staff: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("staff_account")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("name_key", "text", (column) => column.notNull().unique())
      .addColumn("role", "text", (column) => column.notNull())
      .addColumn("venues", "text", (column) => column.notNull())
      .addColumn("password_hash", "text", (column) => column.notNull())
      .addColumn("factor", "text")
      .addColumn("new_factor", "text")
      .addColumn("factor_step", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("disabled", "boolean", (column) => column.notNull())
      .addColumn("created_at", "timestamptz(3)", (column) => column.notNull().defaultTo(now))
      .addCheckConstraint(
        "staff_account_role",
        sql`role in ('viewer', 'host', 'operator', 'owner')`,
      )
      .execute();
    await db.schema
      .createTable("staff_session")
      .addColumn("digest", "text", (column) => column.primaryKey())
      .addColumn("account", "text", (column) =>
        column.notNull().references("staff_account.id").onDelete("cascade"),
      )
      .addColumn("used_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("expires_at", "timestamptz(3)", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("staff_session_account")
      .on("staff_session")
      .columns(["account", "used_at"])
      .execute();
    await db.schema
      .createTable("staff_token")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("digest", "text", (column) => column.notNull().unique())
      .addColumn("scopes", "text", (column) => column.notNull())
      .addColumn("venues", "text", (column) => column.notNull())
      .addColumn("created_at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("expires_at", "timestamptz(3)", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("audit_note")
      .addColumn("number", "integer", (column) => column.primaryKey().generatedAlwaysAsIdentity())
      .addColumn("at", "timestamptz(3)", (column) => column.notNull())
      .addColumn("by_whom", "text", (column) => column.notNull())
      .addColumn("what", "text", (column) => column.notNull())
      .addColumn("venue", "text")
      .addColumn("about", "text")
      .addColumn("fields", "text", (column) => column.notNull())
      .execute();
    await sql`
      create function refuse_rewriting() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit trail is never rewritten';
      end $$`.execute(db);
    await sql`
      create trigger audit_note_stands before update on audit_note
      for each row execute function refuse_rewriting()`.execute(db);
  },
};
