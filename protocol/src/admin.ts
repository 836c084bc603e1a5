/**
 * Admin: what staff are told and may change under `/api/v1/admin`, both ways. Pure.
 *
 * Nothing here is about one person: numbers are released aggregates, and a complaint says where and
 * when, not who.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseNudgeId, parseVenueId, parseZoneId } from "./ids.ts";
import { type UnixMs, unixMs } from "./units.ts";

/** Counted per zone, in the order of the funnel from being there to having talked. */
export const zoneMetrics = [
  "sessions",
  "sightings",
  "encounters",
  "nudges",
  "yes-yes",
  "hellos",
] as const;
/** All that is counted; interests per venue. */
export const aggregateMetrics = [...zoneMetrics, "interests"] as const;

/** Slots of one zone: two weeks of a talk every quarter of an hour. */
export const QUIET_SLOTS_MAX = 1_000;
/** The longest id that a cell has: an interest that a venue added. */
const SUBJECT_MAX_LENGTH = 67;
/** Unix time in ms as digits: any year below 33,000. */
const TIME_DIGITS = /^\d{1,15}$/;
/** A join code as staff see it: a digest, 16 lower-case hexadecimal digits. */
const CODE_ID = /^[0-9a-f]{16}$/;

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const timeText = v.pipe(
  v.string(),
  v.regex(TIME_DIGITS, "Unix time in ms"),
  v.transform((text) => unixMs(Number(text))),
);
const zone = parsedBy(parseZoneId, "a zone id");
const metric = v.picklist(aggregateMetrics);
/** A released number; below `fewBelow` only that it is few, for it is mostly noise. */
const shown = v.union([v.pipe(v.number(), v.integer()), v.literal("few")]);
const error = v.pipe(v.number(), v.minValue(0));

const aggregateFields = v.strictObject({
  metric,
  from: timeText,
  until: timeText,
  subject: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(SUBJECT_MAX_LENGTH))),
});
export type AggregateAsked = v.InferOutput<typeof aggregateFields>;
const aggregateQuery: v.GenericSchema<unknown, AggregateAsked> = v.pipe(
  aggregateFields,
  v.check(({ from, until }) => from < until, "from before until"),
);

const aggregates = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  metric,
  /** By time, then by subject. Buckets that lie wholly within what was asked for, and no others. */
  cells: v.array(
    v.strictObject({
      /** A zone, or an interest. */
      subject: v.string(),
      from: time,
      until: time,
      value: shown,
      /** Standard deviation of the noise. */
      error,
      /** What one session could add, and the share of its epsilon that the noise was made for. */
      clamp: v.pipe(v.number(), v.integer(), v.minValue(1)),
      epsilon: v.pipe(v.number(), v.gtValue(0)),
    }),
  ),
  /** Sum of these cells. */
  total: v.strictObject({ value: shown, error }),
  /** The same cells, summed over subjects: by time. */
  byTime: v.array(v.strictObject({ from: time, until: time, value: shown, error })),
  /** The same cells, summed over time: by subject. */
  bySubject: v.array(v.strictObject({ subject: v.string(), value: shown, error })),
  /** There were more cells than an answer holds; ask for less time. */
  more: v.boolean(),
  fewBelow: v.pipe(v.number(), v.integer()),
});

const complaints = v.strictObject({
  /** Newest first. */
  complaints: v.array(
    v.strictObject({
      ...{ zone, at: time, nudge: parsedBy(parseNudgeId, "a nudge id") },
      /** Staff have seen to it. */
      handled: v.boolean(),
    }),
  ),
});

const complaintEdit = v.strictObject({ handled: v.boolean() });

const joinCodes = v.strictObject({
  /** Whether a session starts only with a code. */
  needed: v.boolean(),
  codes: v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(CODE_ID)),
      /** The last two characters: enough to tell a ticket by, too little to come in with. */
      ending: v.string(),
      /** What it was made with; absent for those of a set-up file. */
      batch: v.optional(v.string()),
      disabled: v.boolean(),
    }),
  ),
});
const joinCodeEdit = v.strictObject({ disabled: v.boolean() });

/** A talk, from its start until its end by the schedule. */
export interface QuietSlot {
  readonly from: UnixMs;
  readonly until: UnixMs;
}
const slot: v.GenericSchema<unknown, QuietSlot> = v.pipe(
  v.strictObject({ from: time, until: time }),
  v.check(({ from, until }) => from < until, "from before until"),
);
const slots = v.pipe(v.array(slot), v.maxLength(QUIET_SLOTS_MAX));
const quietZones = v.strictObject({
  zones: v.array(v.strictObject({ zone, quiet: v.boolean(), slots })),
});
const quietSwitch = v.strictObject({ quiet: v.boolean() });
const quietSlots = v.strictObject({ slots });

/** What the screen of a zone shows now. */
const zoneCodes = v.strictObject({
  zone,
  digits: v.pipe(v.string(), v.regex(/^\d{6}$/)),
  /** For venues that let in by code; longer than what is typed. */
  joinCode: v.string(),
  /** When others take their place. */
  until: time,
});

const name = v.string();
const venueList = v.strictObject({
  /** Those that one is let into, by name. */
  venues: v.array(
    v.strictObject({
      venue: parsedBy(parseVenueId, "a lower-case UUID"),
      name,
      state: v.picklist(["draft", "live", "archived"]),
      /** Written down in a file, and not to be changed here. */
      inFile: v.boolean(),
    }),
  ),
});
/** The answers and bodies of these routes, for the OpenAPI document. */
export const adminSchemas: NamedSchemas = {
  Aggregates: aggregates,
  Complaints: complaints,
  ComplaintEdit: complaintEdit,
  JoinCodes: joinCodes,
  JoinCodeEdit: joinCodeEdit,
  QuietZones: quietZones,
  QuietSwitch: quietSwitch,
  QuietSlots: quietSlots,
  ZoneCodes: zoneCodes,
  VenueList: venueList,
};

export type AggregateMetric = (typeof aggregateMetrics)[number];
export type Aggregates = v.InferOutput<typeof aggregates>;
export type Complaints = v.InferOutput<typeof complaints>;
export type JoinCodes = v.InferOutput<typeof joinCodes>;
export type JoinCodeEdit = v.InferOutput<typeof joinCodeEdit>;
export type QuietZones = v.InferOutput<typeof quietZones>;
export type QuietSwitch = v.InferOutput<typeof quietSwitch>;
export type QuietSlots = v.InferOutput<typeof quietSlots>;
export type VenueList = v.InferOutput<typeof venueList>;
export type ZoneCodes = v.InferOutput<typeof zoneCodes>;

/** What a query string says, each value as text. */
export const decodeAggregateAsked = (query: unknown): Decoded<AggregateAsked> =>
  check(aggregateQuery, query);
export const decodeAggregates = (body: unknown): Decoded<Aggregates> => check(aggregates, body);
export const decodeComplaints = (body: unknown): Decoded<Complaints> => check(complaints, body);
export const decodeComplaintEdit = (body: unknown) => check(complaintEdit, body);
export const decodeJoinCodes = (body: unknown): Decoded<JoinCodes> => check(joinCodes, body);
export const decodeJoinCodeEdit = (body: unknown): Decoded<JoinCodeEdit> =>
  check(joinCodeEdit, body);
export const decodeQuietZones = (body: unknown): Decoded<QuietZones> => check(quietZones, body);
export const decodeQuietSwitch = (body: unknown): Decoded<QuietSwitch> => check(quietSwitch, body);
export const decodeQuietSlots = (body: unknown): Decoded<QuietSlots> => check(quietSlots, body);
export const decodeVenueList = (body: unknown): Decoded<VenueList> => check(venueList, body);
export const decodeZoneCodes = (body: unknown): Decoded<ZoneCodes> => check(zoneCodes, body);
