/**
 * iCal: turns an iCalendar file (RFC 5545) into talks: single ones and those that repeat, with what was
 * moved or called off among them. Days without a time are no talks.
 */
import ICAL from "ical.js";
import { ENTRIES_MAX, type Programme, type ScheduleFile } from "../../schedule-ports.ts";
import { collectTalks, TooMany } from "./collect-talks.ts";
import { isTimeZone, momentOf } from "./wall-time.ts";

/** Steps of one rule: a talk every day for 27 years. */
const MOST_STEPS = 10_000;

export function readIcal(file: ScheduleFile): Programme {
  const entries = file.text.match(/^BEGIN:VEVENT\s*$/gim)?.length ?? 0;
  if (entries > ENTRIES_MAX) throw new TooMany();
  const calendar = new ICAL.Component(ICAL.parse(file.text));
  const named = String(calendar.getFirstPropertyValue("x-wr-timezone") ?? "");
  const zone = isTimeZone(named) ? named : file.timeZone;
  for (const each of calendar.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(new ICAL.Timezone(each));
  const collected = collectTalks(file);
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const moved = new Map<string, ICAL.Event[]>();
  for (const each of events)
    if (each.isRecurrenceException()) moved.set(each.uid, [...(moved.get(each.uid) ?? []), each]);
  const known = new Set(
    events.filter((each) => !each.isRecurrenceException()).map(({ uid }) => uid),
  );
  for (const event of events) {
    // One that was moved comes with the rule that it is of, if that is there.
    if (event.isRecurrenceException() && known.has(event.uid)) continue;
    for (const each of moved.get(event.uid) ?? []) if (each !== event) event.relateException(each);
    readEvent(event, file, zone, collected);
  }
  return collected.programme();
}

function readEvent(
  event: ICAL.Event,
  { from, until }: ScheduleFile,
  zone: string,
  collected: ReturnType<typeof collectTalks>,
): void {
  const moment = (time: ICAL.Time, of: ICAL.Event): number => unixOf(time, of, zone);
  if (event.startDate === null || event.startDate.isDate || isOff(event)) {
    collected.leaveOut();
    return;
  }
  const add = (start: ICAL.Time, end: ICAL.Time, of: ICAL.Event) => {
    if (isOff(of)) collected.leaveOut();
    else collected.add(of.location ?? "", moment(start, of), moment(end, of), of.summary ?? "");
  };
  if (!event.isRecurring()) {
    add(event.startDate, event.endDate, event);
    return;
  }
  const steps = event.iterator();
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = steps.next();
    if (next === null || next === undefined) return;
    const at = moment(next, event);
    if (at >= until) return;
    // A talk may have been moved into the time that counts; one that is a day too early was not.
    if (at < from - 86_400_000 * 7) continue;
    const { startDate, endDate, item } = event.getOccurrenceDetails(next);
    add(startDate, endDate, item);
  }
  throw new TooMany();
}

const isOff = ({ component }: ICAL.Event): boolean =>
  String(component.getFirstPropertyValue("status") ?? "").toUpperCase() === "CANCELLED";

/** By the file's own rules of its zones, else by this computer's, else by the venue's zone. */
function unixOf(time: ICAL.Time, { component }: ICAL.Event, zone: string): number {
  const known = time.zone;
  if (known === ICAL.Timezone.utcTimezone || (known && known.tzid !== "floating"))
    return time.toUnixTime() * 1_000;
  const property = component.getFirstProperty("dtstart");
  const tzid = String(property?.getFirstParameter("tzid") ?? "");
  const { year, month, day, hour, minute, second } = time;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return momentOf(wall, isTimeZone(tzid) ? tzid : zone);
}
