/**
 * Person: turns a session and what it has had into what choosing needs to know of somebody. Pure;
 * the one place where the fields of a session are read for choosing.
 */
import { type DurationMs, durationMs, type UnixMs, unixMs } from "@sighej/protocol";
import type { NudgePolicy } from "../policy.ts";
import type { Session } from "../session.ts";
import { freeAt } from "./limits.ts";

/** What somebody has had so far. Ends with the session; a restart of the matcher clears it. */
export interface Share {
  /** Sum of the values of their nudges. */
  past: number;
  /** When they were last nudged about nothing in particular; 0 if never. */
  openAt: UnixMs;
}

export const nothingYet = (): Share => ({ past: 0, openAt: unixMs(0) });

export interface Person {
  readonly session: Session;
  readonly share: Readonly<Share>;
  /** Since the last nudge, or the start. */
  readonly waited: DurationMs;
  /** May be nudged now, by every limit. */
  readonly free: boolean;
  /** Wants to be nudged with several others only. */
  readonly groupsOnly: boolean;
}

/** `busy`: waits for a chosen nudge or for a claim's answer. */
export function personOf(
  session: Session,
  share: Readonly<Share>,
  busy: boolean,
  now: UnixMs,
  policy: NudgePolicy,
): Person {
  const since = Math.max(session.startedAt, session.history.nudges.at(-1) ?? 0);
  return {
    session,
    share,
    waited: durationMs(Math.max(0, now - since)),
    free: !busy && !restsAt(session, now, policy),
    groupsOnly: session.approach === "group-only",
  };
}

/** May not be nudged at `now`, by the limits or the store? */
export const restsAt = (session: Session, now: UnixMs, policy: NudgePolicy): boolean =>
  now < session.quietUntil || now < freeAt(session.history, policy);
