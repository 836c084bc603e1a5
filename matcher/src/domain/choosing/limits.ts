/**
 * Limits: turns what has happened to a person into the time from which they may be nudged. Pure.
 *
 * Each limit says "not before"; the latest one holds. They count over extensions of a session too,
 * so that starting again buys nothing.
 */
import { hours, SESSION_LIFE, type UnixMs, unixMs } from "@sighej/protocol";
import type { NudgePolicy } from "../policy.ts";
import type { History } from "../session.ts";

const HOUR = hours(1);

/** Later than any session. */
const NOT_BY_ITSELF = unixMs(Number.MAX_SAFE_INTEGER);

/** Whether one has to say first that one is still open. */
export const isAsked = ({ ignored }: History, { askAfter }: NudgePolicy): boolean =>
  ignored >= askAfter;

/** From when on the limits allow a nudge to whoever has this history; 0 for none so far. */
export function freeAt(history: History, policy: NudgePolicy): UnixMs {
  if (isAsked(history, policy)) return NOT_BY_ITSELF;
  const { nudges, ignored, lastYesYesAt } = history;
  const gap = policy.gap * (ignored >= policy.ignoredBefore ? 2 : 1);
  /** The nudge that has to be so old before another one makes `most` of them at most. */
  const oldest = (most: number, span: number) => plus(nudges.at(-most), span);
  return unixMs(
    Math.max(
      oldest(1, gap),
      oldest(policy.perHour, HOUR),
      oldest(policy.perSession, SESSION_LIFE),
      plus(lastYesYesAt, policy.afterYes),
    ),
  );
}

const plus = (time: UnixMs | undefined, span: number): number =>
  time === undefined ? 0 : time + span;
