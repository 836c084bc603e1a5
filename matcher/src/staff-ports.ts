/**
 * Staff ports: accounts of staff, their sessions, tokens of scripts, and who changed what. Types and
 * bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". Nothing here is about an attendee.
 */
import {
  type DurationMs,
  hours,
  type StaffRole,
  type StaffScope,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";

export interface Account {
  /** 16 random bytes as base64url. */
  readonly id: string;
  /** Unlike every other one's, whatever the case. */
  readonly name: string;
  readonly role: StaffRole;
  readonly venues: "all" | readonly VenueId[];
  /** argon2id, with its salt and costs (PHC string format); of an account that has a password. */
  readonly passwordHash?: string | undefined;
  /** Of one that has none: who signs it in, and whom it is there. */
  readonly elsewhere?: Elsewhere | undefined;
  /** Base32, of a second factor that is asked for. */
  readonly factor?: string | undefined;
  /** Base32, of one whose first digits have not been seen yet. */
  readonly newFactor?: string | undefined;
  readonly disabled: boolean;
  readonly createdAt: UnixMs;
}

/** Whom an OpenID provider knows an account's holder as (OpenID Connect Core §2, `iss` and `sub`). */
export interface Elsewhere {
  readonly issuer: string;
  readonly subject: string;
}

/** A field that is undefined is left as it is; null takes it away. */
export interface AccountChange {
  readonly role?: StaffRole | undefined;
  readonly venues?: Account["venues"] | undefined;
  readonly passwordHash?: string | undefined;
  readonly factor?: string | null | undefined;
  readonly newFactor?: string | null | undefined;
  readonly disabled?: boolean | undefined;
}

/** SHA-256 of what a browser or script sends, as hexadecimal digits. */
export type SecretDigest = string;

export interface StaffSession {
  readonly digest: SecretDigest;
  readonly account: string;
  /** When it was last used, to the minute. */
  readonly usedAt: UnixMs;
  readonly expiresAt: UnixMs;
}

export interface ScriptToken {
  readonly id: string;
  readonly name: string;
  readonly digest: SecretDigest;
  readonly scopes: readonly StaffScope[];
  readonly venues: Account["venues"];
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
}

export interface AuditNote {
  readonly at: UnixMs;
  readonly by: string;
  readonly what: string;
  readonly venue?: VenueId | undefined;
  readonly about?: string | undefined;
  readonly fields: readonly string[];
}

/** Accounts: the staff of the largest operator, and an end to what a stolen owner could fill. */
export const MAX_ACCOUNTS = 500;
/** Tokens that are not over. */
export const MAX_TOKENS = 200;
/** Browsers signed in to one account; the one that was used least lately is signed out. */
export const MAX_STAFF_SESSIONS = 20;
/** A day at an event, from the doors to the last chair. */
export const STAFF_SESSION_LIFE: DurationMs = hours(12);
/** A browser that nobody has used for that long was left somewhere. An open dashboard asks on. */
export const STAFF_IDLE: DurationMs = hours(1);
/** Kept of the audit trail: until the next year's event. */
export const AUDIT_LIFE: DurationMs = hours(24 * 400);
/** And no more than so many, the newest: a year of a change every five minutes. */
export const MAX_AUDIT = 100_000;

export interface StaffStore {
  /**
   * `first`: only when there is no account at all. `taken`: another one has that name. `known`: there
   * is one of that person elsewhere.
   */
  createAccount(
    account: Account,
    first?: "first",
  ): Promise<"created" | "taken" | "known" | "full" | "not-first">;
  hasAccounts(): Promise<boolean>;
  /** By name. */
  accounts(): Promise<readonly Account[]>;
  /** Whatever the name's case. */
  accountNamed(name: string): Promise<Account | undefined>;
  accountWith(id: string): Promise<Account | undefined>;
  accountElsewhere(elsewhere: Elsewhere): Promise<Account | undefined>;
  /**
   * In one step, and never so that no enabled owner is left. `signsOut`: its sessions end, but for
   * the one named.
   */
  editAccount(
    id: string,
    change: AccountChange,
    signsOut?: { readonly but?: SecretDigest | undefined },
  ): Promise<"edited" | "unknown" | "last-owner">;
  /** Once for each step of 30 s of an account: six digits are good for one use (RFC 6238 §5.2). */
  spendStep(id: string, step: number): Promise<boolean>;

  openSession(session: StaffSession): Promise<void>;
  /** With its account, unless that is disabled, or the session over or idle at `now`. */
  findSession(
    digest: SecretDigest,
    now: UnixMs,
  ): Promise<{ readonly session: StaffSession; readonly account: Account } | undefined>;
  useSession(digest: SecretDigest, now: UnixMs): Promise<void>;
  closeSession(digest: SecretDigest): Promise<void>;

  createToken(token: ScriptToken, now: UnixMs): Promise<"created" | "full">;
  /** Those that are not over at `now`, newest first. */
  tokens(now: UnixMs): Promise<readonly ScriptToken[]>;
  findToken(digest: SecretDigest, now: UnixMs): Promise<ScriptToken | undefined>;
  /** False when there is none. */
  revokeToken(id: string): Promise<boolean>;

  note(note: AuditNote): Promise<void>;
  /** Newest first; each with a number that grows, to go on `before`. */
  audit(
    most: number,
    before?: number,
  ): Promise<readonly (AuditNote & { readonly number: number })[]>;

  /** Removes sessions and tokens that are over, and what the trail has too much of. */
  forget(now: UnixMs): Promise<void>;
}

/** Makes and checks argon2id hashes, a few at a time. */
export interface Passwords {
  /** Undefined when too many wait. */
  hash(password: string): Promise<string | undefined>;
  /** Takes as long for no hash as for a wrong password. */
  verify(hash: string | undefined, password: string): Promise<boolean | "busy">;
}

/** Six digits by time (RFC 6238). */
export interface Factors {
  /** A fresh secret, Base32. */
  fresh(): string;
  /** What an authenticator app reads from a QR. */
  uriOf(secret: string, name: string): string;
  /** Which step of 30 s the digits are of; undefined when of none near `now`. */
  stepOf(secret: string, digits: string, now: UnixMs): number | undefined;
}
