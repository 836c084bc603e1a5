/**
 * Schedules: programmes that a venue reads from elsewhere, every five minutes, and the quiet times that
 * follow from them for the zones that its rooms are. What staff have set by hand stays apart.
 */
import {
  base64urlOf,
  decodeScheduleRooms,
  decodeScheduleStart,
  hours,
  parseVenueId,
  type Schedule,
  type ScheduleFault,
  type Schedules,
  seconds,
  type UnixMs,
  unixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import type { Slot } from "../domain/choosing/quiet.ts";
import type { AskOutside } from "../outside-ports.ts";
import type { Clock, Count, Random } from "../ports.ts";
import {
  FILE_MAX_BYTES,
  type KeptSchedule,
  type Programme,
  type ScheduleReader,
  type ScheduleStore,
} from "../schedule-ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

const ID_BYTES = 12;
/** A conference system under load answers within that. */
const ANSWER_WITHIN = seconds(20);
/** From a short address to the long one, and over to where files are. */
const REDIRECTS = 3;
/** What was yesterday is shown as read; what comes in a month is soon enough known. */
const BACK = hours(24);
const AHEAD = hours(24 * 31);

export interface SchedulePorts {
  readonly venues: Venues;
  readonly schedules: ScheduleStore;
  readonly askOutside: AskOutside;
  readonly scheduleReader: ScheduleReader;
  readonly isTimeZone: (name: string) => boolean;
  /** Brings a venue's zones in line with what is kept. */
  readonly apply: (venue: VenueId) => Promise<void>;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
}

export interface ScheduleFlows {
  list(venue: string): Promise<Outcome<Schedules>>;
  add(venue: string, body: unknown): Promise<Outcome<Schedule>>;
  remove(venue: string, schedule: string): Promise<Outcome<undefined>>;
  setRooms(venue: string, schedule: string, body: unknown): Promise<Outcome<undefined>>;
  readSoon(venue: string, schedule: string): Promise<Outcome<undefined>>;
}

export const scheduleFlows = (ports: SchedulePorts): ScheduleFlows => ({
  list: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const kept = await ports.schedules.list(venue.setup.id);
    return done({ schedules: kept.map((each) => shown(each, ports.clock())) });
  },
  add: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeScheduleStart(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { url, timeZone } = asked.value;
    if (!ports.isTimeZone(timeZone))
      return denied({ kind: "bad-field", detail: "timeZone: expected a time zone that there is" });
    const made = { id: base64urlOf(ports.random(ID_BYTES)), venue: venue.setup.id, url, timeZone };
    if ((await ports.schedules.add(made)) === "full") return denied({ kind: "too-many-schedules" });
    return done({ id: made.id, url, timeZone, leftOut: 0, rooms: [] });
  },
  remove: (text, id) =>
    changed(ports, text, async (venue) => {
      const removed = await ports.schedules.remove(venue.setup.id, id);
      if (removed) await ports.apply(venue.setup.id);
      return removed;
    }),
  setRooms: async (text, id, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const all = await ports.schedules.list(venue.setup.id);
    if (all.every((each) => each.id !== id)) return denied({ kind: "unknown-schedule" });
    const asked = decodeScheduleRooms(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const zones = new Set(venue.setup.zones.map((each) => each.id));
    if (asked.value.rooms.some(({ zone }) => !zones.has(zone)))
      return denied({ kind: "bad-field", detail: "rooms: expected zones of this venue" });
    return changed(ports, text, async () => {
      const set = await ports.schedules.setRooms(venue.setup.id, id, asked.value.rooms);
      if (set) await ports.apply(venue.setup.id);
      return set;
    });
  },
  readSoon: (text, id) =>
    changed(ports, text, ({ setup }) => ports.schedules.readSoon(setup.id, id)),
});

async function changed(
  ports: SchedulePorts,
  text: string,
  change: (venue: Venue) => Promise<boolean>,
): Promise<Outcome<undefined>> {
  const venue = venueIn(ports, text);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  return (await change(venue)) ? done(undefined) : denied({ kind: "unknown-schedule" });
}

function venueIn({ venues }: SchedulePorts, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}

function shown(kept: KeptSchedule, now: UnixMs): Schedule {
  const { id, url, timeZone, rooms, programme, readAt, triedAt, fault } = kept;
  const zones = new Map(rooms.map(({ room, zone }) => [room, zone]));
  const named = new Set([...programme.talks.map(({ room }) => room), ...zones.keys()]);
  return {
    ...{ id, url, timeZone, leftOut: programme.leftOut },
    ...(readAt === undefined ? {} : { readAt }),
    ...(triedAt === undefined ? {} : { triedAt }),
    ...(fault === undefined ? {} : { fault }),
    rooms: [...named].toSorted().map((room) => {
      const talks = programme.talks.filter((each) => each.room === room);
      const [next] = talks.filter(({ until }) => until > now);
      const zone = zones.get(room);
      return {
        ...{ room, talks: talks.length },
        ...(zone === undefined ? {} : { zone }),
        ...(next && { next: { from: next.from, until: next.until, title: next.title } }),
      };
    }),
  };
}

/** Reads one programme that is due, if there is one; to be done every few seconds. */
export async function readDue(ports: SchedulePorts): Promise<void> {
  // Of an event that is over nobody is asked any more.
  const going = [...ports.venues.all.values()].filter(({ state }) => state !== "archived");
  const due = await ports.schedules.claim(
    going.map(({ setup }) => setup.id),
    ports.clock(),
  );
  if (due === undefined) return;
  const read = await readFrom(ports, due);
  ports.count(typeof read === "string" ? "schedule-failed" : "schedule-read");
  await ports.schedules.note(due.id, read, ports.clock());
  await ports.apply(due.venue);
}

async function readFrom(
  { askOutside, scheduleReader, clock }: SchedulePorts,
  { url, timeZone }: KeptSchedule,
): Promise<Programme | ScheduleFault> {
  const answer = await askOutside({
    method: "GET",
    // What calendars write for "subscribe to this".
    url: url.replace(/^webcal:/, "https:"),
    headers: { accept: "text/calendar, application/json, text/xml", "accept-encoding": "gzip" },
    ...{ most: FILE_MAX_BYTES, within: ANSWER_WITHIN, redirects: REDIRECTS },
  });
  if (!answer.ok) return answer.why;
  if (answer.status !== 200) return "http";
  const now = clock();
  return scheduleReader.read({
    text: new TextDecoder().decode(answer.body),
    timeZone,
    from: unixMs(now - BACK),
    until: unixMs(now + AHEAD),
  });
}

/** Quiet times by zone, of all programmes of a venue; those that are over come last. */
export async function importedSlots(
  { schedules, clock }: Pick<SchedulePorts, "schedules" | "clock">,
  venue: VenueId,
): Promise<ReadonlyMap<ZoneId, readonly Slot[]>> {
  const now = clock();
  const slots = new Map<ZoneId, Slot[]>();
  for (const { rooms, programme } of await schedules.list(venue)) {
    const zones = new Map(rooms.map(({ room, zone }) => [room, zone]));
    for (const { room, from, until } of programme.talks) {
      const zone = zones.get(room);
      if (zone === undefined) continue;
      const own = slots.get(zone) ?? [];
      own.push({ from, until });
      slots.set(zone, own);
    }
  }
  for (const [zone, all] of slots)
    slots.set(
      zone,
      all.toSorted((a, b) => Number(a.until < now) - Number(b.until < now) || a.from - b.from),
    );
  return slots;
}
