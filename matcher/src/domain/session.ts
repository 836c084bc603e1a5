/**
 * Session: all that the matcher knows of a person, for two hours at most. Pure.
 *
 * The beacon key is here and nowhere else; the bearer is not here at all (stores keep its digest).
 */
import type { BeaconKey, InterestId, Language, SessionId, UnixMs, VenueId } from "@sighej/protocol";

export interface Session {
  readonly id: SessionId;
  readonly venue: VenueId;
  readonly interests: readonly InterestId[];
  readonly language: Language;
  /** Open to talk, as the person set it last. */
  readonly open: boolean;
  /** The wording that was agreed to. */
  readonly consent: string;
  readonly key: BeaconKey;
  readonly startedAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** Counts edits from 0: a claim names the revision it was reasoned on. */
  readonly revision: number;
  /** No nudge before this time; 0 until the first one. */
  readonly quietUntil: UnixMs;
}
