/**
 * What every `StaffStore` does: accounts with an owner left, sessions that end, tokens and a trail.
 */
import { randomBytes } from "node:crypto";
import { durationMs, hours, minutes, unixMs } from "@sighej/protocol";
import { expect, it } from "vitest";
import {
  type Account,
  AUDIT_LIFE,
  MAX_STAFF_SESSIONS,
  type ScriptToken,
  STAFF_IDLE,
  type StaffSession,
  type StaffStore,
} from "../../src/staff-ports.ts";
import { otherVenue, venue } from "../fixtures.ts";

const now = unixMs(1_800_000_000_000);
const later = (time: number) => unixMs(now + time);
const word = () => randomBytes(16).toString("base64url");

const accountOf = (from: Partial<Account> = {}): Account => ({
  id: word(),
  name: `Anna ${word()}`,
  role: "host",
  venues: [venue, otherVenue],
  passwordHash: "$argon2id$",
  disabled: false,
  createdAt: now,
  ...from,
});
const sessionOf = ({ id }: Account, from: Partial<StaffSession> = {}): StaffSession => ({
  digest: word(),
  account: id,
  usedAt: now,
  expiresAt: later(hours(12)),
  ...from,
});
const tokenOf = (from: Partial<ScriptToken> = {}): ScriptToken => ({
  id: word(),
  name: "export",
  digest: word(),
  scopes: ["report:read", "quiet:write"],
  venues: "all",
  createdAt: now,
  expiresAt: later(hours(24)),
  ...from,
});

/** `fresh`: a store with nothing in it. */
export function staffStoreContract(fresh: () => Promise<StaffStore>): void {
  it("makes one first account, however many want to be the first", async () => {
    const store = await fresh();
    expect(await store.hasAccounts()).toBe(false);
    const made = await Promise.all(
      Array.from({ length: 4 }, () => store.createAccount(accountOf({ role: "owner" }), "first")),
    );
    expect(made.toSorted()).toEqual(["created", "not-first", "not-first", "not-first"]);
    expect(await store.hasAccounts()).toBe(true);
  });

  it("keeps an account as it was made, by a name that no other one has", async () => {
    const store = await fresh();
    const plain = accountOf({ name: "Åse Sørensen" });
    const whole = accountOf({ venues: "all", factor: "ABC", newFactor: "DEF", disabled: true });
    expect(await store.createAccount(plain)).toBe("created");
    expect(await store.createAccount(whole)).toBe("created");
    expect(await store.accountNamed("åse sørensen")).toEqual(plain);
    expect(await store.accountNamed("nobody")).toBeUndefined();
    expect(await store.createAccount(accountOf({ name: "ÅSE SØRENSEN" }))).toBe("taken");
    expect(new Set(await store.accounts())).toEqual(new Set([plain, whole]));
  });

  it("changes what is named, and takes a factor away when it is told so", async () => {
    const store = await fresh();
    const account = accountOf({ factor: "ABC" });
    await store.createAccount(account);
    expect(await store.editAccount(account.id, {})).toBe("edited");
    expect(await store.accountNamed(account.name)).toEqual(account);
    const change = { role: "operator", venues: "all", newFactor: "DEF" } as const;
    expect(await store.editAccount(account.id, change)).toBe("edited");
    expect(await store.accountNamed(account.name)).toEqual({ ...account, ...change });
    await store.editAccount(account.id, { factor: null, newFactor: null, passwordHash: "next" });
    expect(await store.accountNamed(account.name)).toEqual({
      ...account,
      ...{ role: "operator", venues: "all", passwordHash: "next" },
      ...{ factor: undefined, newFactor: undefined },
    });
    expect(await store.editAccount(word(), {})).toBe("unknown");
  });

  it("always leaves an owner, also when two take each other's role away at once", async () => {
    const store = await fresh();
    const [a, b] = [accountOf({ role: "owner" }), accountOf({ role: "owner" })];
    await store.createAccount(a);
    expect(await store.editAccount(a.id, { disabled: true })).toBe("last-owner");
    expect(await store.editAccount(a.id, { role: "viewer" })).toBe("last-owner");
    expect(await store.editAccount(a.id, { role: "owner", venues: "all" })).toBe("edited");
    await store.createAccount(b);
    const both = await Promise.all([
      store.editAccount(a.id, { role: "viewer" }),
      store.editAccount(b.id, { disabled: true }),
    ]);
    expect(both.toSorted()).toEqual(["edited", "last-owner"]);
  });

  it("lets the digits of a step be used once", async () => {
    const store = await fresh();
    const account = accountOf();
    await store.createAccount(account);
    const spent = await Promise.all([3, 3, 3].map((step) => store.spendStep(account.id, step)));
    expect(spent.filter(Boolean)).toHaveLength(1);
    expect(await store.spendStep(account.id, 2)).toBe(false);
    expect(await store.spendStep(account.id, 4)).toBe(true);
    expect(await store.spendStep(word(), 4)).toBe(false);
  });

  it("finds a session until it is over, idle, closed, or its account disabled", async () => {
    const store = await fresh();
    const account = accountOf();
    await store.createAccount(account);
    const session = sessionOf(account);
    await store.openSession(session);
    expect(await store.findSession(session.digest, now)).toEqual({ session, account });
    expect(await store.findSession(word(), now)).toBeUndefined();
    expect(await store.findSession(session.digest, later(STAFF_IDLE))).toBeUndefined();
    await store.useSession(session.digest, later(minutes(50)));
    const used = await store.findSession(session.digest, later(STAFF_IDLE));
    expect(used?.session.usedAt).toBe(later(minutes(50)));
    await store.useSession(session.digest, later(hours(12)));
    expect(await store.findSession(session.digest, later(hours(12)))).toBeUndefined();
    const [second, third] = [sessionOf(account), sessionOf(account)];
    await store.openSession(second);
    await store.openSession(third);
    await store.closeSession(second.digest);
    expect(await store.findSession(second.digest, now)).toBeUndefined();
    await store.editAccount(account.id, { disabled: true });
    expect(await store.findSession(third.digest, now)).toBeUndefined();
  });

  it("signs out all sessions of an account but one", async () => {
    const store = await fresh();
    const [account, other] = [accountOf(), accountOf()];
    await store.createAccount(account);
    await store.createAccount(other);
    const sessions = [sessionOf(account), sessionOf(account), sessionOf(other)];
    for (const each of sessions) await store.openSession(each);
    await store.editAccount(account.id, { passwordHash: "next" }, { but: sessions[0]?.digest });
    const found = async () =>
      Promise.all(
        sessions.map(async ({ digest }) => (await store.findSession(digest, now)) !== undefined),
      );
    expect(await found()).toEqual([true, false, true]);
    await store.editAccount(account.id, {}, {});
    expect(await found()).toEqual([false, false, true]);
  });

  it("keeps so many sessions of an account, those that were used last", async () => {
    const store = await fresh();
    const account = accountOf();
    await store.createAccount(account);
    const sessions = Array.from({ length: MAX_STAFF_SESSIONS + 1 }, (_, at) =>
      sessionOf(account, { usedAt: later(at) }),
    );
    for (const each of sessions) await store.openSession(each);
    const found = await Promise.all(sessions.map(({ digest }) => store.findSession(digest, now)));
    expect(found.map((each) => each !== undefined)).toEqual(sessions.map((_, at) => at > 0));
  });

  it("finds a token until it is over or revoked", async () => {
    const store = await fresh();
    const tokens = [tokenOf(), tokenOf({ createdAt: later(1), venues: [venue] })] as const;
    for (const each of tokens) expect(await store.createToken(each, now)).toBe("created");
    expect(await store.tokens(now)).toEqual([tokens[1], tokens[0]]);
    expect(await store.findToken(tokens[0].digest, now)).toEqual(tokens[0]);
    expect(await store.findToken(tokens[0].digest, later(hours(24)))).toBeUndefined();
    expect(await store.revokeToken(tokens[0].id)).toBe(true);
    expect(await store.revokeToken(tokens[0].id)).toBe(false);
    expect(await store.findToken(tokens[0].digest, now)).toBeUndefined();
  });

  it("keeps an account that signs in elsewhere, once for whom it is there", async () => {
    const store = await fresh();
    const elsewhere = { issuer: "https://login.example", subject: "248289761001" };
    const { passwordHash: _, ...rest } = accountOf();
    const anna = { ...rest, elsewhere };
    expect(await store.createAccount(anna)).toBe("created");
    expect(await store.accountElsewhere(elsewhere)).toEqual(anna);
    expect(await store.accountWith(anna.id)).toEqual(anna);
    const again = { ...anna, id: word(), name: "Anna Again" };
    expect(await store.createAccount(again)).toBe("known");
    const other = { ...elsewhere, issuer: "https://other.example" };
    expect(await store.accountElsewhere(other)).toBeUndefined();
    expect(await store.createAccount({ ...again, elsewhere: other })).toBe("created");
    expect(await store.accountWith(word())).toBeUndefined();
  });

  it("keeps a trail, newest first, page by page", async () => {
    const store = await fresh();
    const note = { by: "Anna", what: "switchQuiet", fields: ["quiet=true"] };
    await store.note({ ...note, at: now });
    await store.note({ ...note, at: later(1), venue, about: "bar" });
    await store.note({ ...note, at: later(2), fields: [] });
    const [newest, ...others] = await store.audit(2);
    expect(newest).toEqual({ ...note, at: later(2), fields: [], number: expect.any(Number) });
    expect(others).toHaveLength(1);
    const before = await store.audit(2, others[0]?.number);
    expect(before.map(({ at }) => at)).toEqual([now]);
  });

  it("forgets what is over", async () => {
    const store = await fresh();
    const account = accountOf();
    await store.createAccount(account);
    const session = sessionOf(account);
    await store.openSession(session);
    await store.createToken(tokenOf(), now);
    await store.note({ at: now, by: "Anna", what: "signOut", fields: [] });
    await store.note({ at: later(2), by: "Anna", what: "signOut", fields: [] });
    await store.forget(now);
    expect(await store.findSession(session.digest, now)).toBeDefined();
    expect(await store.tokens(now)).toHaveLength(1);
    await store.forget(later(durationMs(AUDIT_LIFE + 1)));
    expect(await store.findSession(session.digest, now)).toBeUndefined();
    expect(await store.tokens(now)).toEqual([]);
    expect(await store.audit(9)).toHaveLength(1);
    expect(await store.accounts()).toHaveLength(1);
  });
}
