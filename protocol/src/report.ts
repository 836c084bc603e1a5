/**
 * Report: what was released of a venue's days, put together for a screen and a printed page, under
 * `/api/v1/admin/venue/<venue>/report`. Pure.
 *
 * One day is told by the hour, several by the day, on the clock of one time zone.
 */
import * as v from "valibot";
import { zoneMetrics } from "./admin.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseVenueId } from "./ids.ts";
import { unixMs } from "./units.ts";

/** Days of one report: a month, and as many columns as fit beside each other. */
export const REPORT_DAYS_MAX = 31;
const DAY_MS = 86_400_000;

const languages = ["en", "da"] as const;

const isDate = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
const date = v.pipe(
  v.string(),
  v.regex(/^2\d{3}-\d{2}-\d{2}$/, "a date such as 2026-11-22"),
  v.check(isDate, "a date that there is"),
);
const daysOf = ({ from, until }: { readonly from: string; readonly until: string }): number =>
  (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;

const metric = v.picklist(zoneMetrics);
const fields = v.strictObject({
  /** The first day. */
  from: date,
  /** The last day; it is in the report, too. */
  until: date,
  /** On whose clock days begin, as the IANA names it. */
  timeZone: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** What is told of each zone. */
  metric: v.optional(metric, "sessions"),
  /** Of a printed page. */
  language: v.optional(v.picklist(languages), "en"),
});
export type ReportAsked = v.InferOutput<typeof fields>;
const asked: v.GenericSchema<unknown, ReportAsked> = v.pipe(
  fields,
  v.check((each) => daysOf(each) >= 1, "from not after until"),
  v.check((each) => daysOf(each) <= REPORT_DAYS_MAX, `up to ${REPORT_DAYS_MAX} days`),
);

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const positive = v.pipe(v.number(), v.gtValue(0));
const figure = v.strictObject({
  /** Below `fewBelow` only that it is few, for it is mostly noise. */
  value: v.union([v.pipe(v.number(), v.integer()), v.literal("few")]),
  /** Standard deviation of the noise, to a tenth. */
  error: v.pipe(v.number(), v.minValue(0)),
});
/** Null: nothing was counted. */
const perhaps = v.nullable(figure);
/** Of one released number: what a session could add at most, its share of epsilon, its noise. */
const noise = v.nullable(
  v.strictObject({
    clamp: v.pipe(v.number(), v.integer(), v.minValue(1)),
    epsilon: positive,
    error: v.pipe(v.number(), v.minValue(0)),
  }),
);

const report = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  name: v.string(),
  ...{ from: date, until: date, timeZone: v.string() },
  by: v.picklist(["hour", "day"]),
  /** Hours or days, from the first to the last in which something was released. */
  columns: v.array(v.strictObject({ from: time, until: time })),
  /** Of the whole venue, in the order of the funnel. */
  totals: v.array(v.strictObject({ metric, total: perhaps, byColumn: v.array(perhaps), noise })),
  /** What is told of each zone. */
  metric,
  /** In the order of the set-up, then those of earlier ones. */
  zones: v.array(
    v.strictObject({
      ...{ zone: v.string(), name: v.string(), total: perhaps, byColumn: v.array(perhaps) },
    }),
  ),
  /** The most chosen first; none while no day of theirs has closed. */
  interests: v.nullable(
    v.strictObject({
      /** Their own days end at midnight UTC. */
      ...{ from: time, until: time, noise },
      chosen: v.array(
        v.strictObject({
          interest: v.string(),
          label: v.strictObject({ en: v.string(), da: v.string() }),
          figure,
        }),
      ),
    }),
  ),
  fewBelow: v.pipe(v.number(), v.integer()),
  /** There was more than a report holds; ask for fewer days. */
  more: v.boolean(),
});

export const reportSchemas: NamedSchemas = { Report: report };

export type VenueReport = v.InferOutput<typeof report>;

export const decodeReportAsked = (query: unknown): Decoded<ReportAsked> => check(asked, query);
export const decodeReport = (body: unknown): Decoded<VenueReport> => check(report, body);
