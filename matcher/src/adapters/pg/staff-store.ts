/**
 * Staff store in SQL: the same for Postgres and PGlite.
 */
import type { StaffStore } from "../../staff-ports.ts";
import { auditTrailOn, forgetNotes } from "./audit-trail.ts";
import type { Database } from "./database.ts";
import { staffAccountsOn } from "./staff-accounts.ts";
import { forgetSessions, staffSessionsOn } from "./staff-sessions.ts";
import { forgetTokens, staffTokensOn } from "./staff-tokens.ts";

export const staffStoreOn = (database: Pick<Database, "ask">): StaffStore => ({
  ...staffAccountsOn(database),
  ...staffSessionsOn(database),
  ...staffTokensOn(database),
  ...auditTrailOn(database),
  forget: (now) =>
    database.ask(async (db) => {
      await forgetSessions(db, now);
      await forgetTokens(db, now);
      await forgetNotes(db, now);
    }),
});
