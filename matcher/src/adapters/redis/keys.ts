/**
 * Keys: every key in Redis, what it holds and when it dies. Pure.
 *
 * All keys of a venue carry the hash tag `{venue}`, so that one script may touch them in a cluster.
 * A bearer is looked up before its venue is known: its key stands alone and is never part of a
 * script. Redis 6.2 or later (PXAT).
 *
 * One more is made inside a script: `looks:<zone>`, a sorted set of the cues on show in a zone by
 * their end, which dies with the last of them.
 */
import {
  type DurationMs,
  minutes,
  type NudgeId,
  type SessionId,
  type StockId,
  type VenueId,
} from "@sighej/protocol";
import type { BearerDigest, ClaimId } from "../../ports.ts";

/**
 * Indexes outlive what they point at by this long, so that a matcher can clear up after a session
 * that expired: a sweep is due twice a minute. They hold nothing but random ids.
 */
export const INDEX_GRACE: DurationMs = minutes(2);

export interface Keys {
  /** What every key of a venue begins with. */
  under(venue: VenueId): string;
  /** Hash: the session, with its beacon key and its bearer's digest. Dies at `expiresAt`. */
  session(venue: VenueId, id: SessionId): string;
  /** Sorted set: session ids by `expiresAt`. Dies INDEX_GRACE after the last of them. */
  sessions(venue: VenueId): string;
  /** Set: ids of those whom a session was nudged about. Dies INDEX_GRACE after the session. */
  pairs(venue: VenueId, id: SessionId): string;
  /** Hash: nudges not yet shown, by nudge id. Dies with the last of them, 180 s at most. */
  outbox(venue: VenueId, id: SessionId): string;
  /** Hash: cues by nudge id. Dies with the last of them, 180 s at most. */
  cues(venue: VenueId, id: SessionId): string;
  /** Set: a session's own nudges that may still be answered. Dies INDEX_GRACE after the session. */
  nudges(venue: VenueId, id: SessionId): string;
  /**
   * Hash: whose nudge it is, of which claim, and what was answered. Dies LATE_REPLY after the nudge,
   * or TALKED_WITHIN after its cue.
   */
  nudge(venue: VenueId, id: NudgeId): string;
  /** Hash: zone, quorum and cue of a claim, and who said hi or talked. Dies with its nudges. */
  claim(venue: VenueId, id: ClaimId): string;
  /** Sorted set: nudge ids by their end. Dies INDEX_GRACE after the last of them. */
  due(venue: VenueId): string;
  /** Sorted set: zone and nudge id of complaints, and whether handled, by their time. Dies COMPLAINT_LIFE after the last. */
  complaints(venue: VenueId): string;
  /** Hash: what staff have set at a venue (`notes.ts`). Nothing of a person, so it dies with the venue. */
  notes(venue: VenueId): string;
  /** String: id of the session that has a badge or tag. Dies at the session's `expiresAt`. */
  carrier(venue: VenueId, id: StockId): string;
  /** String: the push subscription of a session. Dies at its `expiresAt`. */
  push(venue: VenueId, id: SessionId): string;
  /** String: venue and session id of a bearer. Dies at the session's `expiresAt`. */
  bearer(digest: BearerDigest): string;
  /**
   * Channel, not a key: `session|nudge|extended <venue> <session id>`, `notes <venue>`. Nothing is
   * kept.
   */
  readonly news: string;
}

export function keysOf(prefix: string): Keys {
  const under = (venue: VenueId) => `${prefix}{${venue}}:`;
  return {
    under,
    session: (venue, id) => `${under(venue)}session:${id}`,
    sessions: (venue) => `${under(venue)}sessions`,
    pairs: (venue, id) => `${under(venue)}pairs:${id}`,
    outbox: (venue, id) => `${under(venue)}outbox:${id}`,
    cues: (venue, id) => `${under(venue)}cues:${id}`,
    nudges: (venue, id) => `${under(venue)}nudges:${id}`,
    nudge: (venue, id) => `${under(venue)}nudge:${id}`,
    claim: (venue, id) => `${under(venue)}claim:${id}`,
    due: (venue) => `${under(venue)}due`,
    complaints: (venue) => `${under(venue)}complaints`,
    notes: (venue) => `${under(venue)}notes`,
    carrier: (venue, id) => `${under(venue)}carrier:${id}`,
    push: (venue, id) => `${under(venue)}push:${id}`,
    bearer: (digest) => `${prefix}bearer:${digest}`,
    news: `${prefix}news`,
  };
}
