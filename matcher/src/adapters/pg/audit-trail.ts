/**
 * Audit trail in SQL: who of staff has changed what. Rows are added and, when they are old, removed.
 */
import type { UnixMs, VenueId } from "@sighej/protocol";
import { type Kysely, sql } from "kysely";
import { AUDIT_LIFE, MAX_AUDIT, type StaffStore } from "../../staff-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { timeOf, wordsOf } from "./staff-columns.ts";

export const auditTrailOn = ({
  ask,
}: Pick<Database, "ask">): Pick<StaffStore, "note" | "audit"> => ({
  note: async ({ at, by, what, venue, about, fields }) => {
    const row = { at: new Date(at), by_whom: by, what, fields: fields.join(" ") };
    const place = { venue: venue ?? null, about: about ?? null };
    await ask((db) =>
      db
        .insertInto("audit_note")
        .values({ ...row, ...place })
        .execute(),
    );
  },
  audit: (most, before) =>
    ask(async (db) => {
      const newest = db.selectFrom("audit_note").selectAll().orderBy("number", "desc").limit(most);
      const rows = await (before === undefined
        ? newest
        : newest.where("number", "<", before)
      ).execute();
      return rows.map(({ number, at, by_whom, what, venue, about, fields }) => ({
        number,
        at: timeOf(at),
        by: by_whom,
        what,
        ...(venue === null ? {} : { venue: venue as VenueId }),
        ...(about === null ? {} : { about }),
        fields: wordsOf(fields),
      }));
    }),
});

/** What is too old, and what there is too much of. */
export async function forgetNotes(db: Kysely<Schema>, now: UnixMs): Promise<void> {
  await db
    .deleteFrom("audit_note")
    .where("at", "<=", new Date(now - AUDIT_LIFE))
    .execute();
  const newest = db.selectFrom("audit_note").select((is) => is.fn.max("number").as("number"));
  await db
    .deleteFrom("audit_note")
    .where("number", "<=", sql<number>`(${newest}) - ${sql.lit(MAX_AUDIT)}`)
    .execute();
}
