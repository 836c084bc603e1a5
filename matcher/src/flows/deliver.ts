/**
 * Deliver: turns what waits in outboxes into messages on connections, at least once.
 *
 * A nudge leaves its outbox when the phone says it was shown, or when it is over. Until then every
 * new connection is sent it again; the phone drops an id that it knows. A cue is sent on every
 * connection until it is over.
 */
import type { MatcherMessage, NudgeId, ZoneId } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { Clock, Count, LiveHub, NudgeStore, SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface DeliverPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly nudges: NudgeStore;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly count: Count;
}

/** First messages on a new connection: that it stands, then what is pending. */
export async function greet(
  ports: DeliverPorts,
  { id, venue, expiresAt }: Session,
  send: (message: MatcherMessage) => void,
): Promise<void> {
  const { sessions, hub, clock, count } = ports;
  send({ type: "ready", serverTime: clock(), expiresAt });
  for (const message of await waiting(ports, { id, venue })) {
    send(message);
    count(`${message.type}-sent`);
  }
  // Stopped while it connected: whoever ended it did not see this connection yet.
  if ((await sessions.find(venue, id)) === undefined)
    hub.end(id, clock() < expiresAt ? "stopped" : "expired");
}

/** Sends what is pending to a session that is connected here. */
export async function deliver(
  ports: DeliverPorts,
  session: Pick<Session, "id" | "venue">,
): Promise<void> {
  for (const message of await waiting(ports, session))
    ports.count(`${message.type}-sent`, ports.hub.send(session.id, message));
}

type Waiting = Extract<MatcherMessage, { type: "nudge" | "cue" }>;

/** Nudges that were not shown yet, then cues, which are shown for as long as they last. */
async function waiting(
  { venues, nudges, clock }: DeliverPorts,
  { id, venue }: Pick<Session, "id" | "venue">,
): Promise<readonly Waiting[]> {
  const now = clock();
  const [pending, cues] = await Promise.all([
    nudges.pending(venue, id, now),
    nudges.cues(venue, id, now),
  ]);
  const zones = venues.all.get(venue)?.setup.zones ?? [];
  const spotOf = (zone: ZoneId) => zones.find((each) => each.id === zone)?.name ?? zone;
  return [
    ...pending.map((nudge): Waiting => ({ type: "nudge", nudge })),
    ...cues.map(
      ({ zone, ...cue }): Waiting => ({
        type: "cue",
        cue: { ...cue, spot: spotOf(zone) },
      }),
    ),
  ];
}

export async function acknowledge(
  { nudges, count }: DeliverPorts,
  { id, venue }: Session,
  nudge: NudgeId,
): Promise<void> {
  await nudges.shown(venue, id, nudge);
  count("nudge-shown");
}
