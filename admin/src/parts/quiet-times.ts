/**
 * Quiet times: the hours at which zones are quiet, as rows of a list, as texts of a form, and as what is
 * sent of one zone. Pure.
 */
import {
  hours,
  minutes,
  type QuietZones,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";

export interface QuietTime {
  readonly zone: ZoneId;
  readonly from: UnixMs;
  readonly until: UnixMs;
}
type Slot = Omit<QuietTime, "zone">;

/** What is over is of no use to the next talk; yesterday's is still looked at. */
const KEPT_AFTER = hours(24);
/** As long as most talks are. */
const TALK = minutes(45);
const STEP = minutes(5);

export const timesIn = ({ zones }: QuietZones): readonly QuietTime[] =>
  zones
    .flatMap(({ zone, slots }) => slots.map((slot) => ({ zone, ...slot })))
    .toSorted((a, b) => a.from - b.from || a.until - b.until);

/** A zone's times with one more, once, and without what is long over. */
export const withTime = (slots: readonly Slot[], time: Slot, now: UnixMs): readonly Slot[] => [
  ...withoutTime(slots, time).filter(({ until }) => until > now - KEPT_AFTER),
  { from: time.from, until: time.until },
];

export const withoutTime = (slots: readonly Slot[], { from, until }: Slot): readonly Slot[] =>
  slots.filter((each) => each.from !== from || each.until !== until);

/** From the next five minutes on, for as long as a talk. */
export function nextTime(now: UnixMs): Slot {
  const from = unixMs(Math.ceil(now / STEP) * STEP);
  return { from, until: unixMs(from + TALK) };
}

/** "2026-11-22T14:30", on the clock of this computer, as a field for date and time has it. */
export function fieldText(time: UnixMs): string {
  const at = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Undefined where it is no time yet. */
export function timeIn(text: string): UnixMs | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : unixMs(time);
}
