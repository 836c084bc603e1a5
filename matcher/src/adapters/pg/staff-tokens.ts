/**
 * Staff tokens in SQL: what scripts let themselves in by.
 */
import { staffScopes, type UnixMs } from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import { MAX_TOKENS, type ScriptToken, type StaffStore } from "../../staff-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { timeOf, venuesOf, venuesText, wordsOf } from "./staff-columns.ts";

type Db = Kysely<Schema>;

export const staffTokensOn = ({
  ask,
}: Pick<Database, "ask">): Pick<
  StaffStore,
  "createToken" | "tokens" | "findToken" | "revokeToken"
> => ({
  createToken: (token, now) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        await sql`lock table staff_token in share row exclusive mode`.execute(trx);
        const live = await liveTokens(trx, now).select("id").execute();
        if (live.length >= MAX_TOKENS) return "full";
        await trx.insertInto("staff_token").values(tokenRow(token)).execute();
        return "created";
      }),
    ),
  tokens: (now) =>
    ask(async (db) =>
      (await liveTokens(db, now).selectAll().orderBy("created_at", "desc").execute()).map(tokenOf),
    ),
  findToken: (digest, now) =>
    ask(async (db) => {
      const row = await liveTokens(db, now)
        .selectAll()
        .where("digest", "=", digest)
        .executeTakeFirst();
      return row && tokenOf(row);
    }),
  revokeToken: (id) =>
    ask(async (db) => {
      const gone = await db
        .deleteFrom("staff_token")
        .where("id", "=", id)
        .returning("id")
        .execute();
      return gone.length > 0;
    }),
});

const liveTokens = (db: Db, now: UnixMs) =>
  db.selectFrom("staff_token").where("expires_at", ">", new Date(now));

/** Those that are over. */
export async function forgetTokens(db: Db, now: UnixMs): Promise<void> {
  await db.deleteFrom("staff_token").where("expires_at", "<=", new Date(now)).execute();
}

const tokenRow = ({ id, name, digest, ...token }: ScriptToken) => ({
  ...{ id, name, digest },
  scopes: token.scopes.join(" "),
  venues: venuesText(token.venues),
  created_at: new Date(token.createdAt),
  expires_at: new Date(token.expiresAt),
});

const tokenOf = (row: Selectable<Schema["staff_token"]>): ScriptToken => ({
  id: row.id,
  name: row.name,
  digest: row.digest,
  scopes: staffScopes.filter((scope) => wordsOf(row.scopes).includes(scope)),
  venues: venuesOf(row.venues),
  createdAt: timeOf(row.created_at),
  expiresAt: timeOf(row.expires_at),
});
