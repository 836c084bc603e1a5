/**
 * Passkey ports: passkeys of staff, what is open between two halves of a sign-in, and who verifies
 * them. Types and bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed".
 */
import {
  type DurationMs,
  minutes,
  type PasskeyChallenge,
  type PasskeyMade,
  type PasskeyShown,
  type UnixMs,
} from "@sighej/protocol";
import type { SecretDigest } from "./staff-ports.ts";

export interface Passkey {
  /** The authenticator's own id of it, base64url: never the same twice. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** Of the authenticator's uses; 0 for ever where it counts none, as where a passkey is synced. */
  readonly counter: number;
  /** How browsers may reach it. */
  readonly transports: readonly string[];
  /** The name of the site that it was made for, and is good for alone. */
  readonly site: string;
  readonly createdAt: UnixMs;
  readonly usedAt?: UnixMs | undefined;
}

export interface PasskeyStore {
  /** `taken`: it is somebody's already; `full`: the account has `PASSKEYS_MAX`. */
  add(passkey: Passkey): Promise<"added" | "taken" | "full">;
  /** Oldest first. */
  ofAccount(account: string): Promise<readonly Passkey[]>;
  find(id: string): Promise<Passkey | undefined>;
  /** Accounts that have one. */
  holders(): Promise<ReadonlySet<string>>;
  /** Both are false where the account has no such passkey. */
  rename(account: string, id: string, name: string): Promise<boolean>;
  remove(account: string, id: string): Promise<boolean>;
  removeAll(account: string): Promise<void>;
  /**
   * In one step: false where the counter does not grow, unless it is 0 on both sides. A copy of the
   * key, or an answer that is played again, counts no further (WebAuthn §6.1.1).
   */
  use(id: string, counter: number, now: UnixMs): Promise<boolean>;
}

/** What was begun and waits for its other half; good once. */
export interface Handshake {
  readonly digest: SecretDigest;
  readonly kind: "new-passkey" | "passkey" | "oidc";
  /** Whose it is, where that is known already. */
  readonly account?: string | undefined;
  readonly expiresAt: UnixMs;
}

/** To find a key in a drawer, or to sign in at one's provider with its own second factor. */
export const HANDSHAKE_LIFE: DurationMs = minutes(5);
/** All that are open at once: everybody of the staff, twice over. Whoever floods is slowed before. */
export const MAX_HANDSHAKES = 1_000;

export interface HandshakeStore {
  begin(handshake: Handshake, now: UnixMs): Promise<"begun" | "full">;
  /** In one step, so that of two who answer only one is let in. */
  finish(
    digest: SecretDigest,
    kind: Handshake["kind"],
    now: UnixMs,
  ): Promise<Handshake | undefined>;
  forget(now: UnixMs): Promise<void>;
}

/** Where staff have opened the dashboard. */
export interface Site {
  /** As a browser names it: `https://venue.example`. */
  readonly origin: string;
  /** Its host without a port: what passkeys are made for. */
  readonly name: string;
}

/** Speaks WebAuthn. What is not right is undefined, whatever is wrong with it. */
export interface WebAuthn {
  /** For a new one of this account, on an authenticator that has none of `kept`. */
  toMake(asked: {
    readonly challenge: string;
    readonly site: Site;
    readonly account: { readonly id: string; readonly name: string };
    readonly kept: readonly Passkey[];
  }): Promise<PasskeyChallenge>;
  /** For any passkey of this site: the authenticator knows whose it has. */
  toShow(asked: { readonly challenge: string; readonly site: Site }): Promise<PasskeyChallenge>;
  /** The challenge that an answer says it answers. */
  challengeOf(credential: PasskeyMade | PasskeyShown): string | undefined;
  made(
    credential: PasskeyMade,
    expected: { readonly challenge: string; readonly site: Site },
  ): Promise<Pick<Passkey, "id" | "publicKey" | "counter" | "transports"> | undefined>;
  /** The authenticator's counter after this use. */
  shown(
    credential: PasskeyShown,
    expected: { readonly challenge: string; readonly site: Site; readonly passkey: Passkey },
  ): Promise<number | undefined>;
}
