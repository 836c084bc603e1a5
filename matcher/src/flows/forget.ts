/**
 * Forget: ends what is over. Stores forget a session by themselves at its expiry; this tells the
 * phones and clears the mentions of it in other sessions' records.
 */
import type { Clock, Count, LiveHub, SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface ForgetPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly count: Count;
}

/** Connections of sessions that are over are told and closed. */
export const endExpired = ({ hub, clock }: Pick<ForgetPorts, "hub" | "clock">): void =>
  hub.endExpired(clock());

/** Clears the store of expired sessions' traces. */
export async function forgetExpired({
  venues,
  sessions,
  clock,
  count,
}: ForgetPorts): Promise<void> {
  for (const venue of venues.all.keys())
    count("session-expired", await sessions.forgetExpired(venue, clock()));
}
