/**
 * Inbox: decides which nudge is on the screen, so that each is shown once at most. Pure.
 *
 * Nudges are delivered at least once and live three minutes. Times are the matcher's.
 */
import type { Nudge, NudgeId, UnixMs } from "@sighej/protocol";

/** A session gets a handful of nudges; older ids have long expired and would not be shown. */
const SEEN_MAX = 64;
/** Nudges come minutes apart: more than a few at a time is a fault, and the newest count. */
const WAITING_MAX = 4;

export interface Inbox {
  readonly shown: Nudge | undefined;
  readonly waiting: readonly Nudge[];
  /** Every id that was taken in, shown or not. */
  readonly seen: readonly NudgeId[];
  /** A nudge ran out before anyone answered it. */
  readonly slipped: boolean;
}

export const emptyInbox: Inbox = { shown: undefined, waiting: [], seen: [], slipped: false };

/** A nudge has come. A known id, or one that has run out, never reaches the screen. */
export function receive(inbox: Inbox, nudge: Nudge, now: UnixMs): Inbox {
  if (inbox.seen.includes(nudge.id)) return inbox;
  const seen = [...inbox.seen, nudge.id].slice(-SEEN_MAX);
  if (nudge.expiresAt <= now) return { ...inbox, seen, slipped: inbox.shown === undefined };
  if (inbox.shown === undefined) return { ...inbox, seen, shown: nudge, slipped: false };
  return { ...inbox, seen, waiting: [...inbox.waiting, nudge].slice(-WAITING_MAX) };
}

/** The nudge on the screen was read and put away; the next one follows. */
export const dismiss = (inbox: Inbox, now: UnixMs): Inbox =>
  next({ ...inbox, shown: undefined, slipped: false }, now);

/** Time has passed: what ran out leaves the screen by itself. */
export function expire(inbox: Inbox, now: UnixMs): Inbox {
  if (inbox.shown === undefined || inbox.shown.expiresAt > now) return inbox;
  return next({ ...inbox, shown: undefined, slipped: true }, now);
}

/** Not open to talk any more: nothing is shown, and what came stays known. */
export const hush = (inbox: Inbox): Inbox => ({ ...emptyInbox, seen: inbox.seen });

function next(inbox: Inbox, now: UnixMs): Inbox {
  const [first, ...waiting] = inbox.waiting.filter(({ expiresAt }) => expiresAt > now);
  return first === undefined
    ? { ...inbox, waiting: [] }
    : { ...inbox, shown: first, waiting, slipped: false };
}
