/**
 * Deliver: turns what waits in outboxes into messages on connections, at least once.
 *
 * A nudge leaves its outbox when the phone says it was shown, or when it is over. Until then every
 * new connection is sent it again; the phone drops an id that it knows.
 */
import type { MatcherMessage, NudgeId } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { Clock, Count, LiveHub, NudgeStore, SessionStore } from "../ports.ts";

export interface DeliverPorts {
  readonly sessions: SessionStore;
  readonly nudges: NudgeStore;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly count: Count;
}

/** First messages on a new connection: that it stands, then what is pending. */
export async function greet(
  { sessions, nudges, hub, clock, count }: DeliverPorts,
  { id, venue, expiresAt }: Session,
  send: (message: MatcherMessage) => void,
): Promise<void> {
  send({ type: "ready", serverTime: clock(), expiresAt });
  for (const nudge of await nudges.pending(venue, id, clock())) {
    send({ type: "nudge", nudge });
    count("nudge-sent");
  }
  // Stopped while it connected: whoever ended it did not see this connection yet.
  if ((await sessions.find(venue, id)) === undefined)
    hub.end(id, clock() < expiresAt ? "stopped" : "expired");
}

/** Sends what is pending to a session that is connected here. */
export async function deliver(
  { nudges, hub, clock, count }: DeliverPorts,
  { id, venue }: Pick<Session, "id" | "venue">,
): Promise<void> {
  for (const nudge of await nudges.pending(venue, id, clock()))
    count("nudge-sent", hub.send(id, { type: "nudge", nudge }));
}

export async function acknowledge(
  { nudges, count }: DeliverPorts,
  { id, venue }: Session,
  nudge: NudgeId,
): Promise<void> {
  await nudges.shown(venue, id, nudge);
  count("nudge-shown");
}
