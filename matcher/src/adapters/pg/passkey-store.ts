/**
 * Passkey store in SQL: passkeys, and what is open between the two halves of a sign-in; the same for
 * Postgres and PGlite.
 */
import { PASSKEYS_MAX, unixMs } from "@sighej/protocol";
import { type Selectable, sql } from "kysely";
import {
  type HandshakeStore,
  MAX_HANDSHAKES,
  type Passkey,
  type PasskeyStore,
} from "../../passkey-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

export const passkeyStoreOn = ({ ask }: Pick<Database, "ask">): PasskeyStore => ({
  add: (passkey) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        await sql`lock table staff_passkey in share row exclusive mode`.execute(trx);
        const kept = await trx
          .selectFrom("staff_passkey")
          .select(["id", "account"])
          .where((is) => is.or([is("id", "=", passkey.id), is("account", "=", passkey.account)]))
          .execute();
        if (kept.some(({ id }) => id === passkey.id)) return "taken";
        if (kept.length >= PASSKEYS_MAX) return "full";
        await trx.insertInto("staff_passkey").values(rowOf(passkey)).execute();
        return "added";
      }),
    ),
  ofAccount: (account) =>
    ask(async (db) =>
      (
        await db
          .selectFrom("staff_passkey")
          .selectAll()
          .where("account", "=", account)
          .orderBy("created_at")
          .execute()
      ).map(passkeyOf),
    ),
  find: (id) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("staff_passkey")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst();
      return row && passkeyOf(row);
    }),
  holders: () =>
    ask(async (db) => {
      const rows = await db.selectFrom("staff_passkey").select("account").distinct().execute();
      return new Set(rows.map(({ account }) => account));
    }),
  rename: (account, id, name) =>
    ask(async (db) => {
      const own = db.updateTable("staff_passkey").set({ name }).where("account", "=", account);
      return (await own.where("id", "=", id).returning("id").execute()).length > 0;
    }),
  remove: (account, id) =>
    ask(async (db) => {
      const own = db.deleteFrom("staff_passkey").where("account", "=", account);
      return (await own.where("id", "=", id).returning("id").execute()).length > 0;
    }),
  removeAll: async (account) => {
    await ask((db) => db.deleteFrom("staff_passkey").where("account", "=", account).execute());
  },
  use: (id, counter, now) =>
    ask(async (db) => {
      const used = await db
        .updateTable("staff_passkey")
        .set({ counter, used_at: new Date(now) })
        .where("id", "=", id)
        .where((is) => (counter === 0 ? is("counter", "=", 0) : is("counter", "<", counter)))
        .returning("id")
        .execute();
      return used.length > 0;
    }),
});

export const handshakeStoreOn = ({ ask }: Pick<Database, "ask">): HandshakeStore => ({
  begin: ({ digest, kind, account, expiresAt }, now) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        await sql`lock table staff_handshake in share row exclusive mode`.execute(trx);
        await trx.deleteFrom("staff_handshake").where("expires_at", "<=", new Date(now)).execute();
        const open = await trx.selectFrom("staff_handshake").select("digest").execute();
        if (open.length >= MAX_HANDSHAKES) return "full";
        const row = { digest, kind, account: account ?? null, expires_at: new Date(expiresAt) };
        await trx.insertInto("staff_handshake").values(row).execute();
        return "begun";
      }),
    ),
  finish: (digest, kind, now) =>
    ask(async (db) => {
      const [row] = await db
        .deleteFrom("staff_handshake")
        .where("digest", "=", digest)
        .where("kind", "=", kind)
        .returningAll()
        .execute();
      if (row === undefined || row.expires_at.getTime() <= now) return undefined;
      const account = row.account === null ? {} : { account: row.account };
      return { digest, kind, ...account, expiresAt: unixMs(row.expires_at.getTime()) };
    }),
  forget: async (now) => {
    await ask((db) =>
      db.deleteFrom("staff_handshake").where("expires_at", "<=", new Date(now)).execute(),
    );
  },
});

const rowOf = ({ publicKey, transports, createdAt, usedAt, ...same }: Passkey) => ({
  ...same,
  public_key: publicKey,
  transports: transports.join(" "),
  created_at: new Date(createdAt),
  used_at: usedAt === undefined ? null : new Date(usedAt),
});

const passkeyOf = (row: Selectable<Schema["staff_passkey"]>): Passkey => ({
  id: row.id,
  account: row.account,
  name: row.name,
  publicKey: row.public_key,
  counter: row.counter,
  transports: row.transports.split(" ").filter((each) => each !== ""),
  site: row.site,
  createdAt: unixMs(row.created_at.getTime()),
  ...(row.used_at === null ? {} : { usedAt: unixMs(row.used_at.getTime()) }),
});
