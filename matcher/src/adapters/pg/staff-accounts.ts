/**
 * Staff accounts in SQL.
 */
import type { StaffRole } from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import {
  type Account,
  type AccountChange,
  MAX_ACCOUNTS,
  type StaffStore,
} from "../../staff-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { timeOf, venuesOf, venuesText } from "./staff-columns.ts";

type Db = Kysely<Schema>;

export const staffAccountsOn = ({
  ask,
}: Pick<Database, "ask">): Pick<
  StaffStore,
  | "createAccount"
  | "hasAccounts"
  | "accounts"
  | "accountNamed"
  | "accountWith"
  | "accountElsewhere"
  | "editAccount"
  | "spendStep"
> => ({
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

export const accountOf = (row: Selectable<Schema["staff_account"]>): Account => ({
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
