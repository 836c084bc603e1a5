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
}

export const emptyInbox: Inbox = { shown: undefined, waiting: [], seen: [] };

/** The inbox of a page that was loaded anew while `shown` was on the screen. */
export const inboxWith = (shown: Nudge | undefined): Inbox =>
  shown === undefined ? emptyInbox : { shown, waiting: [], seen: [shown.id] };

/** A nudge has come. A known id, or one that has run out, never reaches the screen. */
export function receive(inbox: Inbox, nudge: Nudge, now: UnixMs): Inbox {
  if (inbox.seen.includes(nudge.id)) return inbox;
  const seen = [...inbox.seen, nudge.id].slice(-SEEN_MAX);
  if (nudge.expiresAt <= now) return { ...inbox, seen };
  if (inbox.shown === undefined) return { ...inbox, seen, shown: nudge };
  return { ...inbox, seen, waiting: [...inbox.waiting, nudge].slice(-WAITING_MAX) };
}

/** The nudge on the screen is over: answered, put away or run out. The next one follows. */
export function following(inbox: Inbox, now: UnixMs): Inbox {
  const [first, ...waiting] = inbox.waiting.filter(({ expiresAt }) => expiresAt > now);
  return first === undefined
    ? { ...inbox, shown: undefined, waiting: [] }
    : { ...inbox, shown: first, waiting };
}

export const ranOut = ({ shown }: Inbox, now: UnixMs): boolean =>
  shown !== undefined && shown.expiresAt <= now;

/** Not open to talk any more: nothing is shown, and what came stays known. */
export const hush = (inbox: Inbox): Inbox => ({ ...emptyInbox, seen: inbox.seen });
