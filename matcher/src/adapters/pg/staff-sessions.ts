/**
 * Staff sessions in SQL: browsers that are signed in.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Kysely } from "kysely";
import { MAX_STAFF_SESSIONS, STAFF_IDLE, type StaffStore } from "../../staff-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { accountOf } from "./staff-accounts.ts";
import { timeOf } from "./staff-columns.ts";

type Db = Kysely<Schema>;

export const staffSessionsOn = ({
  ask,
}: Pick<Database, "ask">): Pick<
  StaffStore,
  "openSession" | "findSession" | "useSession" | "closeSession"
> => ({
  openSession: ({ digest, account, usedAt, expiresAt }) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        const times = { used_at: new Date(usedAt), expires_at: new Date(expiresAt) };
        await trx
          .insertInto("staff_session")
          .values({ digest, account, ...times })
          .execute();
        const most = trx
          .selectFrom("staff_session")
          .select("digest")
          .where("account", "=", account)
          .orderBy("used_at", "desc")
          .limit(MAX_STAFF_SESSIONS);
        const own = trx.deleteFrom("staff_session").where("account", "=", account);
        await own.where("digest", "not in", most).execute();
      }),
    ),
  findSession: (digest, now) => ask((db) => findSession(db, digest, now)),
  useSession: async (digest, now) => {
    await ask((db) =>
      db
        .updateTable("staff_session")
        .set({ used_at: new Date(now) })
        .where("digest", "=", digest)
        .execute(),
    );
  },
  closeSession: async (digest) => {
    await ask((db) => db.deleteFrom("staff_session").where("digest", "=", digest).execute());
  },
});

async function findSession(db: Db, digest: string, now: UnixMs) {
  const row = await db
    .selectFrom("staff_session")
    .innerJoin("staff_account", "staff_account.id", "staff_session.account")
    .selectAll()
    .where("digest", "=", digest)
    .where("disabled", "=", false)
    .where("expires_at", ">", new Date(now))
    .where("used_at", ">", new Date(now - STAFF_IDLE))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const times = { usedAt: timeOf(row.used_at), expiresAt: timeOf(row.expires_at) };
  return { session: { digest, account: row.id, ...times }, account: accountOf(row) };
}

/** Those that are over, or that nobody has used for too long. */
export async function forgetSessions(db: Db, now: UnixMs): Promise<void> {
  await db
    .deleteFrom("staff_session")
    .where((is) =>
      is.or([
        is("expires_at", "<=", new Date(now)),
        is("used_at", "<=", new Date(now - STAFF_IDLE)),
      ]),
    )
    .execute();
}
