/**
 * Memory staff: the reference implementation of `StaffStore`; everything in it ends with the process.
 */
import {
  type Account,
  AUDIT_LIFE,
  type AuditNote,
  type Elsewhere,
  MAX_ACCOUNTS,
  MAX_AUDIT,
  MAX_STAFF_SESSIONS,
  MAX_TOKENS,
  type ScriptToken,
  STAFF_IDLE,
  type StaffSession,
  type StaffStore,
} from "../../staff-ports.ts";

export function memoryStaff(): StaffStore {
  const accounts = new Map<string, Account>();
  const steps = new Map<string, number>();
  const sessions = new Map<string, StaffSession>();
  const tokens = new Map<string, ScriptToken>();
  const notes: (AuditNote & { readonly number: number })[] = [];
  let noted = 0;
  const named = (name: string) =>
    [...accounts.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
  const elsewhere = ({ issuer, subject }: Elsewhere) =>
    [...accounts.values()].find(
      ({ elsewhere: at }) => at?.issuer === issuer && at.subject === subject,
    );
  const isOwner = ({ role, disabled }: Account) => role === "owner" && !disabled;
  const isOver = ({ usedAt, expiresAt }: StaffSession, now: number) =>
    now >= expiresAt || now >= usedAt + STAFF_IDLE;

  return {
    createAccount: async (account, first) => {
      if (first !== undefined && accounts.size > 0) return "not-first";
      if (named(account.name) !== undefined) return "taken";
      if (account.elsewhere !== undefined && elsewhere(account.elsewhere)) return "known";
      if (accounts.size >= MAX_ACCOUNTS) return "full";
      accounts.set(account.id, account);
      return "created";
    },
    hasAccounts: async () => accounts.size > 0,
    accounts: async () => [...accounts.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    accountNamed: async (name) => named(name),
    accountWith: async (id) => accounts.get(id),
    accountElsewhere: async (who) => elsewhere(who),
    editAccount: async (id, change, signsOut) => {
      const account = accounts.get(id);
      if (account === undefined) return "unknown";
      const edited = changed(account, change);
      const others = [...accounts.values()].filter((each) => each.id !== id);
      if (isOwner(account) && !isOwner(edited) && !others.some(isOwner)) return "last-owner";
      accounts.set(id, edited);
      if (signsOut !== undefined)
        for (const { digest, account: of } of sessions.values())
          if (of === id && digest !== signsOut.but) sessions.delete(digest);
      return "edited";
    },
    spendStep: async (id, step) => {
      if (!accounts.has(id) || step <= (steps.get(id) ?? 0)) return false;
      steps.set(id, step);
      return true;
    },

    openSession: async (session) => {
      sessions.set(session.digest, session);
      const own = [...sessions.values()].filter(({ account }) => account === session.account);
      const oldest = own.sort((a, b) => a.usedAt - b.usedAt).slice(0, -MAX_STAFF_SESSIONS);
      for (const { digest } of oldest) sessions.delete(digest);
    },
    findSession: async (digest, now) => {
      const session = sessions.get(digest);
      const account = session && accounts.get(session.account);
      if (session === undefined || account === undefined) return undefined;
      return account.disabled || isOver(session, now) ? undefined : { session, account };
    },
    useSession: async (digest, now) => {
      const session = sessions.get(digest);
      if (session !== undefined) sessions.set(digest, { ...session, usedAt: now });
    },
    closeSession: async (digest) => {
      sessions.delete(digest);
    },

    createToken: async (token, now) => {
      const live = [...tokens.values()].filter(({ expiresAt }) => expiresAt > now);
      if (live.length >= MAX_TOKENS) return "full";
      tokens.set(token.id, token);
      return "created";
    },
    tokens: async (now) =>
      [...tokens.values()]
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((a, b) => b.createdAt - a.createdAt),
    findToken: async (digest, now) =>
      [...tokens.values()].find((each) => each.digest === digest && each.expiresAt > now),
    revokeToken: async (id) => tokens.delete(id),

    note: async (note) => {
      notes.push({ ...note, number: ++noted });
      if (notes.length > MAX_AUDIT) notes.shift();
    },
    audit: async (most, before = Number.POSITIVE_INFINITY) =>
      notes
        .filter(({ number }) => number < before)
        .slice(-most)
        .reverse(),
    forget: async (now) => {
      for (const session of sessions.values())
        if (isOver(session, now)) sessions.delete(session.digest);
      for (const { id, expiresAt } of tokens.values()) if (now >= expiresAt) tokens.delete(id);
      const kept = notes.findIndex(({ at }) => at > now - AUDIT_LIFE);
      notes.splice(0, kept === -1 ? notes.length : kept);
    },
  };
}

const keyOf = ({ name }: Account): string => name.toLowerCase();

function changed(account: Account, change: Parameters<StaffStore["editAccount"]>[1]): Account {
  const { factor = account.factor, newFactor = account.newFactor } = change;
  return {
    ...account,
    role: change.role ?? account.role,
    venues: change.venues ?? account.venues,
    passwordHash: change.passwordHash ?? account.passwordHash,
    factor: factor ?? undefined,
    newFactor: newFactor ?? undefined,
    disabled: change.disabled ?? account.disabled,
  };
}
