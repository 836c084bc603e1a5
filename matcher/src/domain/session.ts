/**
 * Session: all that the matcher knows of a person, for two hours at most. Pure.
 *
 * The beacon key is here and nowhere else; the bearer is not here at all (stores keep its digest).
 */
import type {
  Approach,
  BeaconKey,
  ChosenRole,
  InterestId,
  Language,
  SessionId,
  UnixMs,
  VenueId,
} from "@sighej/protocol";
import type { Ledger } from "./aggregate/ledger.ts";
import type { BoundCarrier } from "./carrier.ts";

export interface Session {
  readonly id: SessionId;
  readonly venue: VenueId;
  readonly interests: readonly InterestId[];
  /** At most two of the interests, which count for more. */
  readonly stars: readonly InterestId[];
  readonly role?: ChosenRole | undefined;
  /** How contact should start. */
  readonly approach: Approach;
  readonly language: Language;
  /** Open to talk, as the person set it last. */
  readonly open: boolean;
  /** No nudge before this time, by the person's own wish; 0 when there is no pause. */
  readonly pausedUntil: UnixMs;
  /** The wording that was agreed to, at `startedAt`: starting and agreeing are one act. */
  readonly consent: string;
  readonly key: BeaconKey;
  /** What it is found by besides its own key, at most one of each kind. */
  readonly carriers: readonly BoundCarrier[];
  readonly startedAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** Counts edits from 0: a claim names the revision it was reasoned on. */
  readonly revision: number;
  /** Edits of what one is matched by that are left, 0 to 3: each one is a chance to probe. */
  readonly editsLeft: number;
  /** No nudge before this time; 0 until the first one. */
  readonly quietUntil: UnixMs;
  readonly history: History;
  /** What it may still add to aggregates. Goes on with an extended session. */
  readonly ledger: Ledger;
}

/** What the limits are reckoned by. Goes on with an extended session, and ends with the last. */
export interface History {
  /** When it was nudged, oldest first: the last MAX_NUDGES_NOTED, over all its extensions. */
  readonly nudges: readonly UnixMs[];
  /** Nudges in a row that ended unanswered; an answer of any kind makes it 0, and so does opening. */
  readonly ignored: number;
  /** When both last said hi. */
  readonly lastYesYesAt?: UnixMs | undefined;
}

export const noHistory: History = { nudges: [], ignored: 0 };

/** Twice the highest limit of a session, so that no limit is ever blind; 13 bytes each. */
export const MAX_NUDGES_NOTED = 32;
