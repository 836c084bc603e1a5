/**
 * Push out: wakes phones that no connection has reached.
 *
 * A phone with an open page says "shown" within a moment, at whichever replica it is connected. Who
 * has not said so after PUSH_AFTER is pushed to; a phone that gets both drops one by the nudge's id.
 */
import { setTimeout as wait } from "node:timers/promises";
import {
  type DurationMs,
  type NudgeId,
  PUSH_LIFE,
  type PushMessage,
  type SessionId,
  seconds,
  type VenueId,
} from "@sighej/protocol";
import type { Clock, Count, LiveHub, NudgeStore, Pusher, PushStore, Report } from "../ports.ts";

export interface PushPorts {
  readonly pushes: PushStore;
  readonly pusher: Pusher | undefined;
  readonly nudges: NudgeStore;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

/** Many times a round trip, and nothing beside the minutes that people wait for a nudge. */
const PUSH_AFTER: DurationMs = seconds(3);

/** At a stop: a push service that answers at all does so in less, and what ends after this waits too. */
const LAST_WITHIN: DurationMs = seconds(2);

export interface Waker {
  /** Pushes a nudge to whoever has not seen it by then. */
  nudged(venue: VenueId, nudge: NudgeId, session: SessionId): void;
  /** Pushes that there is a cue to whoever is not connected here. */
  met(venue: VenueId, session: SessionId): void;
  /** Pushes what waits, now, for nobody else knows that it does. Never rejects. */
  stop(): Promise<void>;
}

export function wakerOf(ports: PushPorts): Waker {
  const waiting = new Map<NodeJS.Timeout, () => Promise<void>>();
  const settle = (done: Promise<void>): Promise<void> =>
    done.catch((cause: unknown) => ports.report("a phone could not be pushed to", cause));
  return {
    nudged: (venue, nudge, session) => {
      if (ports.pusher === undefined) return;
      const push = () => settle(pushUnseen(ports, venue, session, nudge));
      const timer = setTimeout(() => {
        waiting.delete(timer);
        void push();
      }, PUSH_AFTER);
      waiting.set(timer, push);
    },
    met: (venue, session) => void settle(pushCues(ports, venue, session)),
    stop: async () => {
      const left = [...waiting];
      waiting.clear();
      const pushed = left.map(([timer, push]) => {
        clearTimeout(timer);
        return push();
      });
      await Promise.race([Promise.all(pushed), wait(LAST_WITHIN, undefined, { ref: false })]);
    },
  };
}

/** Pushes a nudge that is still in its outbox. */
export async function pushUnseen(
  ports: PushPorts,
  venue: VenueId,
  session: SessionId,
  nudge: NudgeId,
): Promise<void> {
  const now = ports.clock();
  const waiting = await ports.nudges.pending(venue, session, now);
  const unseen = waiting.find(({ id }) => id === nudge);
  if (unseen !== undefined)
    await pushTo(ports, venue, session, { kind: "nudge", nudge }, unseen.expiresAt - now);
}

async function pushCues(ports: PushPorts, venue: VenueId, session: SessionId): Promise<void> {
  if (ports.pusher === undefined || ports.hub.has(session)) return;
  const now = ports.clock();
  for (const { nudge, expiresAt } of await ports.nudges.cues(venue, session, now))
    await pushTo(ports, venue, session, { kind: "cue", nudge }, expiresAt - now);
}

/** A subscription that its service does not know any more is forgotten. */
async function pushTo(
  { pushes, pusher }: PushPorts,
  venue: VenueId,
  session: SessionId,
  message: PushMessage,
  life: number,
): Promise<void> {
  const subscription = await pushes.find(venue, session);
  if (pusher === undefined || subscription === undefined) return;
  const outcome = await pusher.push(subscription, message, Math.min(life, PUSH_LIFE));
  if (outcome === "gone") await pushes.drop(venue, session);
}
