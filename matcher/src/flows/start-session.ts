/**
 * Start a session: turns a venue, interests and a consent into a session, told once with its
 * bearer and beacon key.
 */
import {
  after,
  BEACON_KEY_BYTES,
  BEARER_BYTES,
  bearerOf,
  decodeBeaconKey,
  decodeSessionStart,
  SESSION_ID_BYTES,
  SESSION_LIFE,
  type SessionStarted,
  type SessionView,
  sessionIdOf,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { Clock, Digest, Random, SessionStore } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export interface StartPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly digest: Digest;
  readonly random: Random;
  readonly clock: Clock;
}

export async function startSession(
  { venues, sessions, digest, random, clock }: StartPorts,
  body: unknown,
): Promise<Outcome<SessionStarted>> {
  const request = decodeSessionStart(body);
  if (!request.ok) return deniedFor(request.problem);
  const { consent, ...wanted } = request.value;
  const venue = venues.all.get(wanted.venue);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  if (!wanted.interests.every((each) => venue.interests.has(each))) return notOnTheList;
  const key = decodeBeaconKey(random(BEACON_KEY_BYTES));
  if (!key.ok) throw new RangeError(key.problem.detail);
  const now = clock();
  const session: Session = {
    ...wanted,
    id: sessionIdOf(random(SESSION_ID_BYTES)),
    consent: consent.version,
    key: key.value,
    startedAt: now,
    expiresAt: after(now, SESSION_LIFE),
    revision: 0,
    quietUntil: unixMs(0),
  };
  const bearer = bearerOf(random(BEARER_BYTES));
  if ((await sessions.create(session, digest(bearer))) === "full")
    return denied({ kind: "venue-full" });
  venues.tell(session.venue, { kind: "session", session });
  return done({ ...viewOf(session, now), bearer, beaconKey: session.key });
}

export const notOnTheList = denied({
  kind: "bad-field",
  detail: "interests: expected interests from the venue's list",
});

/** What a session may be told of itself. */
export const viewOf = (session: Session, now: UnixMs): SessionView => ({
  session: session.id,
  venue: session.venue,
  interests: [...session.interests],
  language: session.language,
  open: session.open,
  serverTime: now,
  expiresAt: session.expiresAt,
});
