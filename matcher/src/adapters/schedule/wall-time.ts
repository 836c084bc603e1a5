/**
 * Wall time: turns a date and time on a wall somewhere into a moment, by this computer's list of time
 * zones. Pure.
 *
 * A time that a clock skips in spring is the moment as many minutes after; of one that comes twice in
 * autumn it is the first.
 */
import { type UnixMs, unixMs } from "@sighej/protocol";

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** `utc`: the numbers on the wall as if they were UTC, ms. */
export function momentOf(utc: number, timeZone: string): UnixMs {
  // Half a day on either side of it there may be another offset: both are tried.
  const offsets = [utc - 43_200_000, utc + 43_200_000].map((at) => offsetAt(at, timeZone));
  const fitting = offsets.find((offset) => offsetAt(utc - offset, timeZone) === offset);
  return unixMs(Math.max(0, utc - (fitting ?? offsets[0] ?? 0)));
}

/** How far the wall is ahead of UTC at a moment, ms. */
function offsetAt(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const [year, month, day] = [of("year"), of("month"), of("day")];
  const wall = Date.UTC(year, month - 1, day, of("hour"), of("minute"), of("second"));
  return wall - Math.floor(at / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Making one takes as long as using it a hundred times; a file has a handful of zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  if (formats.size < 64) formats.set(timeZone, made);
  return made;
}
