/**
 * 0019: ids of venues that were deleted, so that what is written of one afterwards, by a matcher that has
 * not noticed yet, is cleared away. Those of before are known from the audit trail, as far as it reaches.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const deletedVenues: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("venue_deleted")
      .addColumn("venue", "text", (column) => column.primaryKey())
      .execute();
    await sql`
      insert into venue_deleted (venue)
      select distinct venue from audit_note
      where what = 'deleteVenue' and venue is not null
        and venue not in (select venue from venue)`.execute(db);
  },
};
