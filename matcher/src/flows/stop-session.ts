/**
 * Stop a session: everything of it is gone from store, memory and connections when this returns.
 */
import type { Session } from "../domain/session.ts";
import type { LiveHub, SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface StopPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly hub: LiveHub;
}

export async function stopSession(
  { venues, sessions, hub }: StopPorts,
  { venue, id }: Session,
): Promise<void> {
  // Memory first: nothing may be proposed while the store is being told.
  venues.tell(venue, { kind: "session-gone", session: id });
  await sessions.remove(venue, id);
  hub.end(id, "stopped");
}
