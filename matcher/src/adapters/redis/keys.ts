/**
 * Keys: every key in Redis, what it holds and when it dies. Pure.
 *
 * All keys of a venue carry the hash tag `{venue}`, so that one script may touch them in a cluster.
 * A bearer is looked up before its venue is known: its key stands alone and is never part of a
 * script. Redis 6.2 or later (PXAT).
 */
import { type DurationMs, minutes, type SessionId, type VenueId } from "@sighej/protocol";
import type { BearerDigest } from "../../ports.ts";

/**
 * Indexes outlive what they point at by this long, so that a matcher can clear up after a session
 * that expired: a sweep is due twice a minute. They hold nothing but random ids.
 */
export const INDEX_GRACE: DurationMs = minutes(2);

export interface Keys {
  /** Hash: the session, with its beacon key and its bearer's digest. Dies at `expiresAt`. */
  session(venue: VenueId, id: SessionId): string;
  /** Sorted set: session ids by `expiresAt`. Dies INDEX_GRACE after the last of them. */
  sessions(venue: VenueId): string;
  /** Set: ids of those whom a session was nudged about. Dies INDEX_GRACE after the session. */
  pairs(venue: VenueId, id: SessionId): string;
  /** Hash: nudges not yet shown, by nudge id. Dies with the last of them, 180 s at most. */
  outbox(venue: VenueId, id: SessionId): string;
  /** String: venue and session id of a bearer. Dies at the session's `expiresAt`. */
  bearer(digest: BearerDigest): string;
  /** Channel, not a key: `session|nudge <venue> <session id>`. Nothing is kept. */
  readonly news: string;
}

export const keysOf = (prefix: string): Keys => ({
  session: (venue, id) => `${prefix}{${venue}}:session:${id}`,
  sessions: (venue) => `${prefix}{${venue}}:sessions`,
  pairs: (venue, id) => `${prefix}{${venue}}:pairs:${id}`,
  outbox: (venue, id) => `${prefix}{${venue}}:outbox:${id}`,
  bearer: (digest) => `${prefix}bearer:${digest}`,
  news: `${prefix}news`,
});
