/**
 * Schedule: a venue's programme from a calendar or a conference system, and which of its rooms is which
 * zone, both ways. Pure. Talks are public; nothing here is about an attendee.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseZoneId, type ZoneId } from "./ids.ts";
import { type UnixMs, unixMs } from "./units.ts";

/** A programme, and one for each of a few stages. */
export const SCHEDULES_MAX = 5;
/** Rooms of one programme. */
export const ROOMS_MAX = 100;
export const ROOM_MAX_LENGTH = 120;
const URL_MAX = 1_024;

/**
 * Why a programme could not be read. The first are of getting there, as for webhooks. `http`: it did not
 * answer with a file. `not-a-schedule`: neither iCalendar nor frab's or pretalx's XML or JSON.
 * `malformed`: one of these with something wrong in it. `too-many`: more entries than a programme has.
 * `too-hard`: it cannot be worked out in the time that a programme takes.
 */
export const scheduleFaults = [
  "bad-address",
  "not-https",
  "private-address",
  "no-address",
  "unreachable",
  "bad-certificate",
  "no-answer",
  "too-large",
  "too-many-redirects",
  "bad-encoding",
  "http",
  "not-a-schedule",
  "malformed",
  "too-many",
  "too-hard",
] as const;
export type ScheduleFault = (typeof scheduleFaults)[number];

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const zone = parsedBy(parseZoneId, "a zone id");
const room = v.pipe(v.string(), v.maxLength(ROOM_MAX_LENGTH));
const url = v.pipe(
  v.string(),
  v.maxLength(URL_MAX),
  v.regex(/^(?:https?|webcal):\/\/[^\s@/]+(?:\/\S*)?$/, "a URL: https://host/path"),
);
/** Whether it is one, this computer's list of zones says. */
const timeZone = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, "a time zone, as Europe/Copenhagen"),
);

const scheduleStart = v.strictObject({
  url,
  /** Of times that name none. */
  timeZone: v.optional(timeZone, "Europe/Copenhagen"),
});
export interface ScheduleRooms {
  rooms: { room: string; zone: ZoneId }[];
}
const rooms: v.GenericSchema<unknown, ScheduleRooms> = v.strictObject({
  /** In the place of all before; a room that is not named is no zone. */
  rooms: v.pipe(v.array(v.strictObject({ room, zone })), v.maxLength(ROOMS_MAX)),
});
export interface Schedule {
  id: string;
  url: string;
  timeZone: string;
  readAt?: UnixMs | undefined;
  triedAt?: UnixMs | undefined;
  fault?: ScheduleFault | undefined;
  leftOut: number;
  rooms: {
    room: string;
    zone?: ZoneId | undefined;
    talks: number;
    next?: { from: UnixMs; until: UnixMs; title: string } | undefined;
  }[];
}
const schedule: v.GenericSchema<unknown, Schedule> = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{16}$/, "an id")),
  url: v.string(),
  timeZone: v.string(),
  /** When it was last read well, and tried. */
  readAt: v.optional(time),
  triedAt: v.optional(time),
  /** Why the last try failed; what was read before stays in force. */
  fault: v.optional(v.picklist(scheduleFaults)),
  /** Entries that are no talk at a time of a day: of whole days, or called off. */
  leftOut: count,
  rooms: v.array(
    v.strictObject({
      /** Empty: of no room. */
      room,
      zone: v.optional(zone),
      /** Talks from yesterday until in a month. */
      talks: count,
      /** The next of them. */
      next: v.optional(v.strictObject({ from: time, until: time, title: v.string() })),
    }),
  ),
});
const schedules = v.strictObject({ schedules: v.array(schedule) });

/** For the OpenAPI document. */
export const scheduleSchemas: NamedSchemas = {
  ScheduleStart: scheduleStart,
  ScheduleRooms: rooms,
  Schedule: schedule,
  Schedules: schedules,
};

export type ScheduleStart = v.InferOutput<typeof scheduleStart>;
export type Schedules = v.InferOutput<typeof schedules>;

export const decodeScheduleStart = (body: unknown): Decoded<ScheduleStart> =>
  check(scheduleStart, body);
export const decodeScheduleRooms = (body: unknown): Decoded<ScheduleRooms> => check(rooms, body);
export const decodeSchedule = (body: unknown): Decoded<Schedule> => check(schedule, body);
export const decodeSchedules = (body: unknown): Decoded<Schedules> => check(schedules, body);
