/**
 * 0018: takes out of the audit trail where members of staff stood when they marked the spots of a
 * calibration. That they marked, and when, stays.
 */
import { type Kysely, type Migration, sql } from "kysely";

export const marksWithoutPlaces: Migration = {
  up: async (db: Kysely<unknown>) => {
    // Nothing else may rewrite the trail, before this and after it.
    await sql`alter table audit_note disable trigger audit_note_stands`.execute(db);
    await sql`
      update audit_note set fields = regexp_replace(fields, '\\m([xy])=\\S+', '\\1', 'g')
      where what = 'markSpot'`.execute(db);
    await sql`alter table audit_note enable trigger audit_note_stands`.execute(db);
  },
};
