/**
 * Venue settings: the thresholds that staff may set at a venue, each with a range in which nobody is
 * pestered or pointed at. Pure. What they are when nobody has set them, the matcher says.
 */
import * as v from "valibot";
import { check } from "./check.ts";
import type { Decoded } from "./decoded.ts";

interface Range {
  readonly least: number;
  readonly most: number;
}

/** Whole numbers, in the unit that the name says. */
export const venueSettingRanges = {
  /** Shortest time between two nudges to one person. */
  gapMinutes: { least: 5, most: 60 },
  /** Nudges to one person in any hour: phones get some four notifications an hour already. */
  perHour: { least: 1, most: 6 },
  /** Nudges to one person in a session. */
  perSession: { least: 1, most: 12 },
  /** Left alone for this long after both said yes. */
  afterYesMinutes: { least: 5, most: 60 },
  /** Time together in one zone before it counts. */
  dwellSeconds: { least: 30, most: 600 },
  /** Open people in a zone below which nobody is nudged: fewer would point at somebody. */
  crowd: { least: 4, most: 50 },
  /** Between choice and nudge passes a time from this … Five looks at radios are taken before it. */
  delayFromSeconds: { least: 20, most: 120 },
  /** … to this, so that the moment of a nudge does not tell who has just come in. */
  delayToSeconds: { least: 50, most: 300 },
  /** A zone is quiet from this long before a talk … */
  quietBeforeMinutes: { least: 0, most: 30 },
  /** … until this long after it: talks overrun. */
  quietAfterMinutes: { least: 0, most: 30 },
  /** Then nudges are spread over this time. */
  quietSpreadMinutes: { least: 1, most: 30 },
} as const satisfies Readonly<Record<string, Range>>;

export type VenueSetting = keyof typeof venueSettingRanges;
export const venueSettings = Object.keys(venueSettingRanges) as readonly VenueSetting[];
/** The shortest stretch of time that a nudge's moment is drawn from, s: below it tells too much. */
export const DELAY_SPREAD_SECONDS = 30;

/** What is set; what is not is as it is everywhere. `groups`: three or four may be brought together. */
export interface VenueSettings extends Partial<Readonly<Record<VenueSetting, number | undefined>>> {
  readonly groups?: boolean | undefined;
}

const inRange = ({ least, most }: Range) =>
  v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.metadata({ minimum: least, maximum: most }),
      // Not `minValue`, whose fault would read as a formula.
      v.check((value) => value >= least && value <= most, `${least} to ${most}`),
    ),
  );

const r = venueSettingRanges;
export const venueSettingsSchema: v.GenericSchema<unknown, VenueSettings> = v.strictObject({
  gapMinutes: inRange(r.gapMinutes),
  perHour: inRange(r.perHour),
  perSession: inRange(r.perSession),
  afterYesMinutes: inRange(r.afterYesMinutes),
  dwellSeconds: inRange(r.dwellSeconds),
  crowd: inRange(r.crowd),
  delayFromSeconds: inRange(r.delayFromSeconds),
  delayToSeconds: inRange(r.delayToSeconds),
  quietBeforeMinutes: inRange(r.quietBeforeMinutes),
  quietAfterMinutes: inRange(r.quietAfterMinutes),
  quietSpreadMinutes: inRange(r.quietSpreadMinutes),
  groups: v.optional(v.boolean()),
});

export const decodeVenueSettings = (json: unknown): Decoded<VenueSettings> =>
  check(venueSettingsSchema, json);
