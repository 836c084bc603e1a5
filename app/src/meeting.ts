/**
 * Meeting: what follows a "say hi": waiting for the other one, the cue, and the question afterwards.
 * Pure. Times are the matcher's.
 *
 * Nothing here can tell a no from a silence: waiting ends by the clock alone.
 */
import {
  after,
  type Cue,
  type Nudge,
  type NudgeId,
  TALKED_WITHIN,
  type UnixMs,
} from "@sighej/protocol";

export type Meeting =
  /** Said hi; until the nudge is over the other one may say it too. */
  | { readonly at: "waiting"; readonly nudge: Nudge }
  | { readonly at: "cue"; readonly cue: Cue }
  /** The phone was put away, or the cue is over. `cue` may be looked at again while it lasts. */
  | { readonly at: "after"; readonly cue: Cue };

/** A session meets a handful of people; older cues have long ended and do not come again. */
const OVER_MAX = 32;

/** A cue has come, perhaps again: shown unless its question was answered or it is being asked. */
export function withCue(
  meeting: Meeting | undefined,
  over: readonly NudgeId[],
  cue: Cue,
  now: UnixMs,
): Meeting | undefined {
  if (over.includes(cue.nudge) || cue.expiresAt <= now) return meeting;
  if (meeting?.at === "after" && meeting.cue.nudge === cue.nudge) return meeting;
  return { at: "cue", cue };
}

/** Time has passed. `unmet`: waiting ended, and nothing came of it. */
export function expired(
  meeting: Meeting | undefined,
  now: UnixMs,
): { readonly meeting: Meeting | undefined; readonly unmet: boolean } {
  if (meeting === undefined) return { meeting, unmet: false };
  if (meeting.at === "waiting" && meeting.nudge.expiresAt <= now)
    return { meeting: undefined, unmet: true };
  if (meeting.at === "cue" && meeting.cue.expiresAt <= now)
    return { meeting: { at: "after", cue: meeting.cue }, unmet: false };
  if (meeting.at === "after" && after(meeting.cue.expiresAt, TALKED_WITHIN) <= now)
    return { meeting: undefined, unmet: false };
  return { meeting, unmet: false };
}

export const nudgeOf = (meeting: Meeting): NudgeId =>
  meeting.at === "waiting" ? meeting.nudge.id : meeting.cue.nudge;

export const alsoOver = (over: readonly NudgeId[], nudge: NudgeId): readonly NudgeId[] =>
  over.includes(nudge) ? over : [...over, nudge].slice(-OVER_MAX);
