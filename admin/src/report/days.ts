/**
 * Days: which days a report is about, as its address says, and what is offered for them. Pure.
 *
 * A date is "2026-11-22", on the clock of whoever looks.
 */
import { REPORT_DAYS_MAX, type UnixMs } from "@sighej/protocol";

export interface Days {
  readonly from: string;
  readonly until: string;
}

const DATE = /^2\d{3}-\d{2}-\d{2}$/;

export function dateOf(time: UnixMs): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function daysBefore(date: string, count: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - count);
  return day.toISOString().slice(0, 10);
}

const isDate = (text: string | null): text is string =>
  text !== null && DATE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** What is no date is today; a last day alone is that day. */
export function daysIn(query: URLSearchParams, today: string): Days {
  const [from, until] = [query.get("from"), query.get("until")];
  if (isDate(from)) return { from, until: isDate(until) ? until : from };
  return isDate(until) ? { from: until, until } : { from: today, until: today };
}

/** With another first or last day: the other one moves where it must, so that they stay a range. */
export function withFrom({ until }: Days, from: string): Days {
  const last = daysBefore(from, 1 - REPORT_DAYS_MAX);
  return { from, until: until < from ? from : until > last ? last : until };
}
export function withUntil({ from }: Days, until: string): Days {
  const first = daysBefore(until, REPORT_DAYS_MAX - 1);
  return { from: from > until ? until : from < first ? first : from, until };
}

/** The last so many days, today among them. */
export const lastDays = (today: string, count: number): Days => ({
  from: daysBefore(today, count - 1),
  until: today,
});
