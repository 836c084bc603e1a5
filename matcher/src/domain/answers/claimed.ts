/**
 * Claimed: what becomes of people who were nudged about each other, as they answer. Pure; a value
 * that changes in place.
 *
 * Nothing follows from a no or from silence, so nobody can be told of either. A cue follows from
 * enough people having said hi in time: both of two, three of a group, whose fourth may follow.
 */
import {
  after,
  CUE_LIFE,
  type DurationMs,
  minutes,
  type NudgeId,
  type Reply,
  type SessionId,
  TALKED_WITHIN,
  type UnixMs,
  type ZoneId,
} from "@sighej/protocol";
import { type CueLook, chooseCue } from "./cue.ts";

interface SideTold {
  readonly session: SessionId;
  said?: "hi" | "not-now" | "not-this-person";
  after?: "talked" | "skipped";
}

export interface Claimed {
  readonly zone: ZoneId;
  readonly expiresAt: UnixMs;
  readonly sides: Map<NudgeId, SideTold>;
  /** How many must say hi. */
  readonly quorum: number;
  cue?: CueLook & { readonly at: UnixMs };
}

/** Who is to be told or counted now, by nudge; nothing else follows from a reply. */
export type Outcome =
  | { readonly kind: "taken" }
  | { readonly kind: "met" | "hello"; readonly nudges: readonly NudgeId[] };

const taken: Outcome = { kind: "taken" };

/** Two of two, three of three or four: a cue that one person follows alone is none. */
export const quorumOf = (sides: number): number => Math.min(sides, 3);

/** `stands` says whether a session is live and open; `looks` are the zone's cues at this time. */
export function reply(
  claimed: Claimed,
  nudge: NudgeId,
  said: Reply,
  now: UnixMs,
  stands: (session: SessionId) => boolean,
  looks: () => readonly CueLook[],
  seed: number,
): Outcome {
  const side = claimed.sides.get(nudge);
  if (side === undefined) return taken;
  if (said === "talked" || said === "skipped") return told(claimed, side, said, now);
  if (said === "not-this-person") {
    side.said = said;
    return taken;
  }
  if (side.said !== undefined || now >= claimed.expiresAt) return taken;
  side.said = said;
  if (said !== "hi") return taken;
  const willing = [...claimed.sides].filter(
    ([, each]) => each.said === "hi" && stands(each.session),
  );
  if (!willing.some(([id]) => id === nudge)) return taken;
  if (claimed.cue !== undefined) return { kind: "met", nudges: [nudge] };
  if (willing.length < claimed.quorum) return taken;
  claimed.cue = { ...chooseCue(looks(), seed), at: now };
  return { kind: "met", nudges: willing.map(([id]) => id) };
}

/** The second who says so makes it a hello for both; a third or fourth adds themselves. */
function told(
  { sides, cue }: Claimed,
  side: SideTold,
  said: "talked" | "skipped",
  now: UnixMs,
): Outcome {
  if (cue === undefined || now >= after(cue.at, TALKED_WITHIN)) return taken;
  if (side.said !== "hi" || side.after !== undefined) return taken;
  const before = [...sides].filter(([, each]) => each.after === "talked");
  side.after = said;
  if (said === "skipped" || before.length === 0) return taken;
  const own = [...sides].filter(([, each]) => each === side);
  const counted = before.length === 1 ? [...before, ...own] : own;
  return { kind: "hello", nudges: counted.map(([id]) => id) };
}

/** A reply may come so much later than its nudge's end: it is taken, and nothing follows from it. */
export const LATE_REPLY: DurationMs = minutes(2);

/** When a reply finds nothing any more. Without a cue it is the same time for a no and a silence. */
export const settledAt = ({ expiresAt, cue }: Claimed): UnixMs =>
  cue === undefined ? after(expiresAt, LATE_REPLY) : after(cue.at, TALKED_WITHIN);

export const cueUntil = (at: UnixMs): UnixMs => after(at, CUE_LIFE);
