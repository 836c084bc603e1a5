/**
 * Alert store in SQL: the same for Postgres and PGlite.
 */
import { unixMs } from "@sighej/protocol";
import { sql } from "kysely";
import { type AlertStore, MAX_LISTENERS } from "../../alert-ports.ts";
import type { Database } from "./database.ts";

/** Listeners are few: a lock of the whole table while one is added hinders nobody. */
const lockForAdding = sql`lock table staff_alert in share row exclusive mode`;

export const alertStoreOn = ({ ask }: Pick<Database, "ask">): AlertStore => ({
  keep: ({ account, session, subscription, until }, now) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        await lockForAdding.execute(transaction);
        await transaction
          .deleteFrom("staff_alert")
          .where((by) => by.or([by("until", "<=", new Date(now)), by("session", "=", session)]))
          .execute();
        const { there } = await transaction
          .selectFrom("staff_alert")
          .select((by) => by.fn.countAll<string>().as("there"))
          .executeTakeFirstOrThrow();
        if (Number(there) >= MAX_LISTENERS) return "full";
        const { endpoint, keys } = subscription;
        await transaction
          .insertInto("staff_alert")
          .values({ session, account, endpoint, ...keys, until: new Date(until) })
          .execute();
        return "kept";
      }),
    ),
  has: (session, now) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("staff_alert")
        .select("session")
        .where("session", "=", session)
        .where("until", ">", new Date(now))
        .executeTakeFirst();
      return row !== undefined;
    }),
  listening: (now) =>
    ask(async (db) => {
      const all = db.selectFrom("staff_alert").selectAll().where("until", ">", new Date(now));
      return (await all.limit(MAX_LISTENERS).execute()).map((row) => ({
        ...{ account: row.account, session: row.session },
        subscription: { endpoint: row.endpoint, keys: { p256dh: row.p256dh, auth: row.auth } },
        until: unixMs(row.until.getTime()),
      }));
    }),
  drop: (session) =>
    ask(async (db) => {
      await db.deleteFrom("staff_alert").where("session", "=", session).execute();
    }),
  dropOf: (account, but) =>
    ask(async (db) => {
      const all = db.deleteFrom("staff_alert").where("account", "=", account);
      await (but === undefined ? all : all.where("session", "!=", but)).execute();
    }),
});
