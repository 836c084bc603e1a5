/**
 * Rounds: what the matcher does by the clock rather than on request, and when news comes in.
 */
import { type DurationMs, minutes, seconds } from "@sighej/protocol";
import type { Collecting } from "./collect.ts";
import type { Batteries } from "./flows/batteries.ts";
import { type BulletinPorts, deliverDue } from "./flows/bulletins.ts";
import { type DeliverPorts, deliver } from "./flows/deliver.ts";
import { endExpired, forgetExpired } from "./flows/forget.ts";
import { type AgreePorts, agreeOnGateways } from "./flows/gateways.ts";
import { type IngestPorts, tickVenue } from "./flows/ingest.ts";
import { type LapsePorts, lapseNudges } from "./flows/lapse.ts";
import type { Maps } from "./flows/maps.ts";
import { applyNotes, type NotesPorts } from "./flows/notes.ts";
import { refreshSession, refreshVenue } from "./flows/refresh.ts";
import type { Registry } from "./flows/registry.ts";
import { readDue, type SchedulePorts } from "./flows/schedules.ts";
import type { Watching } from "./flows/watch.ts";
import type { HandshakeStore } from "./passkey-ports.ts";
import type { News, Stores } from "./ports.ts";
import type { StaffStore } from "./staff-ports.ts";
import type { VenueStore } from "./venue-ports.ts";
import type { WatchStore } from "./watch-ports.ts";

/** All thresholds are multiples of it; a second is also the window of a gateway. */
const TICK_EVERY = seconds(1);
/** Half of the grace that indexes in the store have. */
const FORGET_EVERY = seconds(30);
/** Well below the shortest gap between two nudges, which grows with ignored ones. */
const LAPSE_EVERY = seconds(5);
/** Sessions and tokens of staff that are over are refused at once; this only clears them away. */
const FORGET_STAFF_EVERY = minutes(10);
/** Only for what news missed, so seldom: 20,000 sessions are read in a second or two. */
const REFRESH_EVERY = seconds(60);
/** What was changed here is told at once; this is for what another replica has revoked. */
const AGREE_EVERY = seconds(5);

/** What was changed here is followed at once; this is for what was changed on another replica. */
const FOLLOW_EVERY = seconds(3);
/** Amber is a minute, so it is seen on time. */
const WATCH_EVERY = seconds(2);

/** One programme at a time, so that a full set is read within its five minutes. */
const READ_DUE_EVERY = seconds(2);
/** Whoever is told wants to know soon; a question that finds nothing is cheap. */
const DELIVER_EVERY = seconds(1);

/** What a matcher that was behind by seconds has written of a deleted venue is nobody's: no hurry. */
const FORGET_DELETED_EVERY = minutes(10);

/** Learning has its own, longer pace; this is how soon it begins when enough was heard. */
const LEARN_EVERY = minutes(1);
/** Maps that another process has made: seldom, for they are megabytes. */
const LOAD_MAPS_EVERY = minutes(10);

export type RoundPorts = DeliverPorts &
  IngestPorts &
  LapsePorts &
  NotesPorts &
  AgreePorts & {
    readonly watching: Pick<Watching, "turn">;
    readonly watch: Pick<WatchStore, "forget">;
    readonly bulletinPorts: BulletinPorts;
  } & Omit<SchedulePorts, "apply"> & {
    /** Seconds since it was called, of a clock that only runs forward. */
    readonly stopwatch: () => () => number;
    /** Is told how many seconds a tick took. */
    readonly ticked: (seconds: number) => void;
  };

/** Reads every session and note there is; to be done once before the first round. */
export async function refreshAll(ports: RoundPorts): Promise<void> {
  for (const venue of ports.venues.all.keys()) {
    await applyNotes(ports, venue);
    await refreshVenue(ports, venue);
  }
}

/** Starts the rounds and listens for news. */
export function startRounds(
  ports: RoundPorts & {
    readonly staff: Pick<StaffStore, "forget">;
    readonly handshakes: Pick<HandshakeStore, "forget">;
    readonly batteries: Pick<Batteries, "turn">;
    readonly kept: Pick<VenueStore, "forgetRest">;
  },
  stores: Stores,
  collecting: Pick<Collecting, "turn">,
  maps: Pick<Maps, "load" | "turn">,
  registry: Pick<Registry, "follow">,
): { stop(): void } {
  const { report, venues } = ports;
  const tick = async () => {
    const elapsed = ports.stopwatch();
    endExpired(ports);
    await Promise.all([...venues.all.keys()].map((venue) => tickVenue(ports, venue)));
    ports.ticked(elapsed());
  };
  const disagreed = (cause: unknown) => report("the broker could not be told of gateways", cause);
  agreeOnGateways(ports).catch(disagreed);
  const timers = [
    every(TICK_EVERY, tick, (cause) => report("a tick failed", cause)),
    // Not with `every`: buckets close in time, also while the store is slow to keep the last ones.
    setInterval(() => void collecting.turn(), TICK_EVERY),
    setInterval(() => void ports.batteries.turn(), TICK_EVERY),
    every(
      FORGET_EVERY,
      () => forgetExpired(ports),
      (cause) => report("a sweep failed", cause),
    ),
    every(
      FORGET_STAFF_EVERY,
      async () => {
        await ports.staff.forget(ports.clock());
        await ports.handshakes.forget(ports.clock());
      },
      (cause) => report("sessions of staff could not be cleared away", cause),
    ),
    every(
      FORGET_STAFF_EVERY,
      async () => {
        await ports.watch.forget(ports.clock());
        await ports.bulletinPorts.bulletins.forget(ports.clock());
      },
      (cause) => report("incidents of long ago could not be cleared away", cause),
    ),
    every(
      FORGET_DELETED_EVERY,
      () => ports.kept.forgetRest([...venues.all.keys()]),
      (cause) => report("the rest of deleted venues could not be cleared away", cause),
    ),
    every(
      READ_DUE_EVERY,
      () => readDue({ ...ports, apply: (id) => applyNotes(ports, id) }),
      (cause) => report("a programme could not be read", cause),
    ),
    every(
      DELIVER_EVERY,
      () => deliverDue(ports.bulletinPorts),
      (cause) => report("bulletins could not be sent", cause),
    ),
    every(
      WATCH_EVERY,
      () => ports.watching.turn(),
      (cause) => report("gateways could not be looked at", cause),
    ),
    every(
      LAPSE_EVERY,
      () => lapseNudges(ports),
      (cause) => report("nudges could not be counted as ignored", cause),
    ),
    every(
      REFRESH_EVERY,
      () => refreshAll(ports),
      (cause) => report("a refresh failed", cause),
    ),
    every(
      FOLLOW_EVERY,
      () => registry.follow(),
      (cause) => report("changes of venues could not be followed", cause),
    ),
    every(AGREE_EVERY, () => agreeOnGateways(ports), disagreed),
    every(
      LEARN_EVERY,
      () => maps.turn(),
      (cause) => report("radio maps were not learned", cause),
    ),
    every(
      LOAD_MAPS_EVERY,
      () => maps.load(),
      (cause) => report("radio maps could not be read", cause),
    ),
  ];
  stores.onNews((news) => {
    take(ports, news).catch((cause: unknown) => report("news could not be followed", cause));
  });
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      stores.onNews(() => {});
    },
  };
}

async function take(ports: RoundPorts, news: News): Promise<void> {
  if (news.kind === "missed") {
    await refreshAll(ports);
    for (const { session, venue } of ports.hub.connected())
      await deliver(ports, { id: session, venue });
    return;
  }
  if (news.kind === "notes") return applyNotes(ports, news.venue);
  // A nudge is news of the session too: it rests from now on, whoever claimed it.
  await refreshSession(ports, news.venue, news.session, news.kind === "extended");
  if (news.kind === "nudge") await deliver(ports, { id: news.session, venue: news.venue });
}

/** A round that still runs when its time comes again is not started twice. */
function every(
  period: DurationMs,
  round: () => Promise<void>,
  failed: (cause: unknown) => void,
): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    round()
      .catch(failed)
      .finally(() => {
        running = false;
      });
  }, period);
}
