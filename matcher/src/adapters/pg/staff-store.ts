/**
 * Staff store in SQL: the same for Postgres and PGlite.
 */
import {
  parseVenueId,
  type StaffRole,
  staffScopes,
  type UnixMs,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import {
  type Account,
  type AccountChange,
  AUDIT_LIFE,
  MAX_ACCOUNTS,
  MAX_AUDIT,
  MAX_STAFF_SESSIONS,
  MAX_TOKENS,
  type ScriptToken,
  STAFF_IDLE,
  type StaffStore,
} from "../../staff-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;

export const staffStoreOn = ({ ask }: Pick<Database, "ask">): StaffStore => ({
  createAccount: (account, first) =>
    ask((db) => db.transaction().execute((trx) => createAccount(trx, account, first))),
  hasAccounts: () =>
    ask(
      async (db) =>
        (await db.selectFrom("staff_account").select("id").limit(1).execute()).length > 0,
    ),
  accounts: () =>
    ask(async (db) =>
      (await db.selectFrom("staff_account").selectAll().orderBy("name_key").execute()).map(
        accountOf,
      ),
    ),
  accountNamed: (name) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("staff_account")
        .selectAll()
        .where("name_key", "=", name.toLowerCase())
        .executeTakeFirst();
      return row && accountOf(row);
    }),
  accountWith: (id) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("staff_account")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst();
      return row && accountOf(row);
    }),
  accountElsewhere: ({ issuer, subject }) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("staff_account")
        .selectAll()
        .where("issuer", "=", issuer)
        .where("subject", "=", subject)
        .executeTakeFirst();
      return row && accountOf(row);
    }),
  editAccount: (id, change, signsOut) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        const edited = await editAccount(trx, id, change);
        if (edited !== "edited" || signsOut === undefined) return edited;
        const { but = "" } = signsOut;
        const own = trx.deleteFrom("staff_session").where("account", "=", id);
        await own.where("digest", "<>", but).execute();
        return edited;
      }),
    ),
  spendStep: (id, step) =>
    ask(async (db) => {
      const spent = await db
        .updateTable("staff_account")
        .set({ factor_step: step })
        .where("id", "=", id)
        .where("factor_step", "<", step)
        .returning("id")
        .execute();
      return spent.length > 0;
    }),

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
  forget: (now) => ask((db) => forget(db, now)),
});

async function createAccount(db: Db, account: Account, first: "first" | undefined) {
  await sql`lock table staff_account in share row exclusive mode`.execute(db);
  const kept = await db
    .selectFrom("staff_account")
    .select(["name_key", "issuer", "subject"])
    .execute();
  if (first !== undefined && kept.length > 0) return "not-first";
  if (kept.some((each) => each.name_key === account.name.toLowerCase())) return "taken";
  const { elsewhere } = account;
  const isSame = ({ issuer, subject }: (typeof kept)[number]) =>
    elsewhere !== undefined && issuer === elsewhere.issuer && subject === elsewhere.subject;
  if (kept.some(isSame)) return "known";
  if (kept.length >= MAX_ACCOUNTS) return "full";
  await db
    .insertInto("staff_account")
    .values({
      id: account.id,
      name: account.name,
      name_key: account.name.toLowerCase(),
      role: account.role,
      venues: venuesText(account.venues),
      password_hash: account.passwordHash ?? null,
      issuer: account.elsewhere?.issuer ?? null,
      subject: account.elsewhere?.subject ?? null,
      factor: account.factor ?? null,
      new_factor: account.newFactor ?? null,
      disabled: account.disabled,
      created_at: new Date(account.createdAt),
    })
    .execute();
  return "created";
}

async function editAccount(db: Db, id: string, change: AccountChange) {
  // Locked, so that of two owners who take each other's role away the second one stays.
  const owners = await db
    .selectFrom("staff_account")
    .select("id")
    .where("role", "=", "owner")
    .where("disabled", "=", false)
    .orderBy("id")
    .forUpdate()
    .execute();
  const leaves = (change.role ?? "owner") !== "owner" || change.disabled === true;
  if (leaves && owners.length === 1 && owners[0]?.id === id) return "last-owner";
  const { role, venues, passwordHash, factor, newFactor, disabled } = change;
  const edited = await db
    .updateTable("staff_account")
    .set({
      // Something is always set, and this is no change.
      id,
      ...(role === undefined ? {} : { role }),
      ...(venues === undefined ? {} : { venues: venuesText(venues) }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      ...(factor === undefined ? {} : { factor }),
      ...(newFactor === undefined ? {} : { new_factor: newFactor }),
      ...(disabled === undefined ? {} : { disabled }),
    })
    .where("id", "=", id)
    .returning("id")
    .execute();
  return edited.length === 0 ? "unknown" : "edited";
}

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

const liveTokens = (db: Db, now: UnixMs) =>
  db.selectFrom("staff_token").where("expires_at", ">", new Date(now));

async function forget(db: Db, now: UnixMs): Promise<void> {
  await db
    .deleteFrom("staff_session")
    .where((is) =>
      is.or([
        is("expires_at", "<=", new Date(now)),
        is("used_at", "<=", new Date(now - STAFF_IDLE)),
      ]),
    )
    .execute();
  await db.deleteFrom("staff_token").where("expires_at", "<=", new Date(now)).execute();
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

const accountOf = (row: Selectable<Schema["staff_account"]>): Account => ({
  id: row.id,
  name: row.name,
  role: row.role satisfies StaffRole,
  venues: venuesOf(row.venues),
  ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
  ...(row.issuer === null || row.subject === null
    ? {}
    : { elsewhere: { issuer: row.issuer, subject: row.subject } }),
  factor: row.factor ?? undefined,
  newFactor: row.new_factor ?? undefined,
  disabled: row.disabled,
  createdAt: timeOf(row.created_at),
});

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

const venuesText = (venues: Account["venues"]): string =>
  venues === "all" ? "all" : venues.join(" ");

const venuesOf = (text: string): Account["venues"] =>
  text === "all"
    ? "all"
    : wordsOf(text).flatMap((word) => {
        const venue = parseVenueId(word);
        return venue.ok ? [venue.value] : [];
      });

const wordsOf = (text: string): readonly string[] => text.split(" ").filter((each) => each !== "");
const timeOf = (date: Date): UnixMs => unixMs(date.getTime());
