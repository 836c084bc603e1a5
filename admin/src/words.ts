/**
 * Words: times, spans, numbers and lists as the dashboard says them, in the language that it speaks.
 */
import {
  type AggregateMetric,
  type DurationMs,
  minutes,
  type StaffRole,
  seconds,
  type UnixMs,
} from "@sighej/protocol";
import type { Figure } from "./counts.ts";
import { spoken } from "./language.svelte.ts";
import * as m from "./paraglide/messages.js";

export const NAME = "SigHej";

/** Danish by its own rules; English with the day first and 24 hours, as on the venue's walls. */
const locale = (): string => (spoken() === "da" ? "da-DK" : "en-GB");

/** Made once a language: making one takes longer than a hundred texts by it. */
function perLanguage<Made>(make: (locale: string) => Made): () => Made {
  const made = new Map<string, Made>();
  return () => {
    const known = made.get(locale()) ?? make(locale());
    made.set(locale(), known);
    return known;
  };
}
const times = (options: Intl.DateTimeFormatOptions) =>
  perLanguage((language) => new Intl.DateTimeFormat(language, { hourCycle: "h23", ...options }));

const clock = times({ hour: "2-digit", minute: "2-digit" });
const day = times({ day: "numeric", month: "long" });
const shortDay = times({ day: "numeric", month: "short" });
const dates = times({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const dayAndClock = times({
  ...{ day: "numeric", month: "short", year: "numeric" },
  ...{ hour: "2-digit", minute: "2-digit" },
});
const numbers = perLanguage((language) => new Intl.NumberFormat(language));
const percents = perLanguage((language) => new Intl.NumberFormat(language, { style: "percent" }));
const lists = perLanguage((language) => new Intl.ListFormat(language, { type: "conjunction" }));

/** "14:30", on the clock of this computer. */
export const clockText = (time: UnixMs): string => clock().format(time);

/** "22 November" */
export const dayText = (time: UnixMs): string => day().format(time);

/** "22 Nov" */
export const shortDayText = (time: UnixMs): string => shortDay().format(time);

/** "22 November 2026", or "20–22 November 2026": of dates as "2026-11-22". */
export const daysText = (from: string, until: string): string =>
  dates().formatRange(Date.parse(from), Date.parse(until));

/** "22 Nov 2026, 14:30" */
export const timeText = (time: UnixMs): string => dayAndClock().format(time);

export const numberText = (value: number): string => numbers().format(value);

/** "a, b and c" */
export const listText = (items: readonly string[]): string => lists().format(items);

/** "2 s", "6 min", "3 h": how long something lasts or has lasted, in its largest unit. */
export function spanText(span: DurationMs): string {
  const whole = Math.max(0, Math.floor(span / seconds(1)));
  if (whole < 60) return m.span_s({ count: whole });
  const inMinutes = Math.floor(span / minutes(1));
  return inMinutes < 120
    ? m.span_min({ count: inMinutes })
    : m.span_h({ count: Math.floor(inMinutes / 60) });
}

export const roleText = (role: StaffRole): string =>
  ({
    viewer: m.role_viewer,
    host: m.role_host,
    operator: m.role_operator,
    owner: m.role_owner,
  })[role]();

/** What is counted, as a heading. */
export const metricText = (metric: AggregateMetric): string =>
  ({
    sessions: m.metric_sessions,
    sightings: m.metric_sightings,
    encounters: m.metric_encounters,
    nudges: m.metric_nudges,
    "yes-yes": m.metric_yes_yes,
    hellos: m.metric_hellos,
    interests: m.metric_interests,
  })[metric]();

/** "38 %" of a share. */
export const percentText = (share: number): string => percents().format(share);

/** "389 ± 9", or that it is too few. */
export const figureText = ({ value, error }: Figure): string =>
  value === "few" ? m.too_few() : `${numberText(value)} ± ${numberText(Math.round(error))}`;
