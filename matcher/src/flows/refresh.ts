/**
 * Refresh: brings floors and connections in line with the store: all of a venue at the start and at
 * intervals, one session when there is news of it.
 */
import { type SessionId, seconds, type UnixMs, type VenueId } from "@sighej/protocol";
import type { Clock, LiveHub, SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface RefreshPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly hub: LiveHub;
  readonly clock: Clock;
}

/** A session this young may have been made after the list was read; replicas' clocks differ. */
const YOUNG = seconds(10);

/** Reads the list of a venue's sessions; those that it does not hold any more are forgotten. */
export async function refreshVenue(ports: RefreshPorts, venue: VenueId): Promise<void> {
  const { venues, sessions, clock } = ports;
  const readAt = clock();
  const listed = await sessions.list(venue);
  for (const session of listed) venues.tell(venue, { kind: "session", session });
  const live = new Set(listed.map((each) => each.id));
  for (const { session } of [...(venues.all.get(venue)?.floor.members.values() ?? [])])
    if (!live.has(session.id) && session.startedAt < readAt - YOUNG)
      forgetSession(ports, venue, session.id, session.expiresAt);
}

/** Reads one session again; `extended` says that another one took its place. */
export async function refreshSession(
  ports: RefreshPorts,
  venue: VenueId,
  id: SessionId,
  extended = false,
): Promise<void> {
  const session = await ports.sessions.find(venue, id);
  if (session !== undefined) ports.venues.tell(venue, { kind: "session", session });
  else if (extended) {
    ports.venues.tell(venue, { kind: "session-gone", session: id });
    ports.hub.end(id, "extended");
  } else
    forgetSession(
      ports,
      venue,
      id,
      ports.venues.all.get(venue)?.floor.members.get(id)?.session.expiresAt,
    );
}

function forgetSession(
  { venues, hub, clock }: RefreshPorts,
  venue: VenueId,
  id: SessionId,
  expiresAt: UnixMs | undefined,
): void {
  venues.tell(venue, { kind: "session-gone", session: id });
  hub.end(id, expiresAt !== undefined && clock() >= expiresAt ? "expired" : "stopped");
}
