/**
 * Alert ports: browsers of staff that want to hear of reports at once, with the page closed. Types and
 * bounds only.
 *
 * A subscription belongs to one browser that has signed in: signing out removes it. Memory and SQL
 * (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with `MatcherError`
 * "store-failed". Nothing here is about an attendee.
 */
import { type DurationMs, minutes, type PushSubscription, type UnixMs } from "@sighej/protocol";
import type { SecretDigest } from "./staff-ports.ts";

export interface Listener {
  readonly account: string;
  /** Of the session in that browser. */
  readonly session: SecretDigest;
  readonly subscription: PushSubscription;
  /** When that session is over, however much it is used. */
  readonly until: UnixMs;
}

/** Browsers that listen: every account of the largest operator with one; a report is pushed to each. */
export const MAX_LISTENERS = 500;
/** How long a push service may keep an alert for a phone that is off: later, the page says it. */
export const ALERT_LIFE: DurationMs = minutes(30);

export interface AlertStore {
  /** In the place of an earlier one of that session. Those over at `now` make room. */
  keep(listener: Listener, now: UnixMs): Promise<"kept" | "full">;
  has(session: SecretDigest, now: UnixMs): Promise<boolean>;
  /** All that are not over at `now`, in no order. */
  listening(now: UnixMs): Promise<readonly Listener[]>;
  drop(session: SecretDigest): Promise<void>;
  /** All of an account, but for one session if that is named. */
  dropOf(account: string, but?: SecretDigest): Promise<void>;
}
