/**
 * Screen store in SQL: the same for Postgres and PGlite.
 */
import { parseVenueId, parseZoneId, unixMs } from "@sighej/protocol";
import { type Selectable, sql } from "kysely";
import { MatcherError } from "../../errors.ts";
import { type KeptScreen, MAX_SCREENS, SCREEN_LIFE, type ScreenStore } from "../../screen-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Screens are few: a lock of the whole table while one is added hinders nobody. */
const lockForAdding = sql`lock table zone_screen in share row exclusive mode`;

export const screenStoreOn = ({ ask }: Pick<Database, "ask">): ScreenStore => ({
  add: ({ id, venue, zone, name, code, codeUntil }, now) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        await lockForAdding.execute(transaction);
        await transaction
          .deleteFrom("zone_screen")
          .where("code_until", "<=", new Date(now))
          .execute();
        const { there } = await transaction
          .selectFrom("zone_screen")
          .select((by) => by.fn.countAll<string>().as("there"))
          .where("venue", "=", venue)
          .executeTakeFirstOrThrow();
        if (Number(there) >= MAX_SCREENS) return "full";
        await transaction
          .insertInto("zone_screen")
          .values({ id, venue, zone, name, code_digest: code, code_until: new Date(codeUntil) })
          .execute();
        return "added";
      }),
    ),
  list: (venue, now) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("zone_screen")
        .selectAll()
        .where("venue", "=", venue)
        .where((by) => by.or([by("code_until", "is", null), by("code_until", ">", new Date(now))]))
        // As JavaScript compares text, whatever the database's language.
        .orderBy(sql`zone collate "C"`)
        .orderBy(sql`name collate "C"`)
        .orderBy("id")
        .limit(MAX_SCREENS)
        .execute();
      return rows.map(screenOf);
    }),
  enrol: (code, secret, now) =>
    ask(async (db) => {
      const row = await db
        .updateTable("zone_screen")
        .set({ code_digest: null, code_until: null })
        .set({ secret_digest: secret, enrolled_at: new Date(now) })
        .where("code_digest", "=", code)
        .where("code_until", ">", new Date(now))
        .returningAll()
        .executeTakeFirst();
      return row && screenOf(row);
    }),
  find: (secret, now) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("zone_screen")
        .selectAll()
        .where("secret_digest", "=", secret)
        .where("enrolled_at", ">", new Date(now - SCREEN_LIFE))
        .executeTakeFirst();
      return row && screenOf(row);
    }),
  remove: (venue, id) =>
    ask(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom("zone_screen")
        .where("venue", "=", venue)
        .where("id", "=", id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    }),
});

function screenOf(row: Selectable<Schema["zone_screen"]>): KeptScreen {
  const [venue, zone] = [parseVenueId(row.venue), parseZoneId(row.zone)];
  if (!venue.ok || !zone.ok) throw new MatcherError("store-failed", "a screen cannot be read");
  return {
    ...{ id: row.id, venue: venue.value, zone: zone.value, name: row.name },
    enrolledAt: timeOf(row.enrolled_at),
    codeUntil: timeOf(row.code_until),
  };
}

const timeOf = (date: Date | null) => (date === null ? undefined : unixMs(date.getTime()));
