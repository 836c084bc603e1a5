/**
 * Frab: turns a conference's schedule as frab and pretalx export it, XML or JSON, into talks
 * (c3voc.de/schedule/schema).
 */
import { XMLParser } from "fast-xml-parser";
import { ENTRIES_MAX, type Programme, type ScheduleFile } from "../../schedule-ports.ts";
import { type Collected, collectTalks, TooMany } from "./collect-talks.ts";
import { isTimeZone, momentOf } from "./wall-time.ts";

class Malformed extends Error {}

/** No entity is ever replaced by a parser of ours: a few lines of them could become gigabytes. */
const xml = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: "@", processEntities: false },
  ...{ parseTagValue: false, parseAttributeValue: false, trimValues: true },
  isArray: (name) => ["day", "room", "event"].includes(name),
  // Nothing else is looked at, and abstracts are most of a file.
  ...{ ignoreDeclaration: true, ignorePiTags: true },
});

export function readFrabXml(file: ScheduleFile): Programme {
  // A schedule has none, and with one comes everything that XML is feared for.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(file.text)) throw new Malformed();
  if ((file.text.match(/<event[\s>]/g)?.length ?? 0) > ENTRIES_MAX) throw new TooMany();
  const schedule = fieldOf(xml.parse(file.text), "schedule");
  if (schedule === undefined) throw new Malformed();
  const collected = collectTalks(file);
  const zone = zoneIn(fieldOf(schedule, "conference"), file);
  for (const day of listOf(fieldOf(schedule, "day")))
    for (const room of listOf(fieldOf(day, "room")))
      for (const event of listOf(fieldOf(room, "event")))
        readEvent(event, plain(textOf(fieldOf(room, "@name"))), zone, collected);
  return collected.programme();
}

export function readFrabJson(file: ScheduleFile): Programme {
  const conference = fieldOf(fieldOf(JSON.parse(file.text), "schedule"), "conference");
  if (conference === undefined) throw new Malformed();
  const collected = collectTalks(file);
  const zone = zoneIn(conference, file);
  let entries = 0;
  for (const day of listOf(fieldOf(conference, "days")))
    for (const [room, events] of Object.entries(fieldOf(day, "rooms") ?? {}))
      for (const event of listOf(events)) {
        if (++entries > ENTRIES_MAX) throw new TooMany();
        readEvent(event, room, zone, collected);
      }
  return collected.programme();
}

function readEvent(event: unknown, room: string, zone: string, collected: Collected): void {
  const from = timeOf(textOf(fieldOf(event, "date")), zone);
  const length = durationOf(textOf(fieldOf(event, "duration")));
  const title = plain(textOf(fieldOf(event, "title")));
  if (from === undefined || length === undefined) collected.leaveOut();
  else collected.add(room, from, from + length, title);
}

const zoneIn = (conference: unknown, { timeZone }: ScheduleFile): string => {
  const named = textOf(fieldOf(conference, "time_zone_name"));
  return isTimeZone(named) ? named : timeZone;
};

/** ISO 8601; by the conference's zone where it has no offset. */
function timeOf(text: string, zone: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : at;
  }
  const wall = Date.parse(`${text.slice(0, 19).padEnd(19, ":00")}Z`);
  return Number.isNaN(wall) ? undefined : momentOf(wall, zone);
}

/** "00:45", or "1:00:00:00" with days in front; ms. */
function durationOf(text: string): number | undefined {
  if (!/^\d{1,4}(?::\d\d){1,3}$/.test(text)) return undefined;
  const parts = text.split(":").map(Number);
  const [days = 0, hours = 0, minutes = 0] =
    parts.length === 4 ? parts : [0, parts[0] ?? 0, parts[1] ?? 0];
  return ((days * 24 + hours) * 60 + minutes) * 60_000;
}

const fieldOf = (value: unknown, name: string): object | string | undefined =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? ((value as Readonly<Record<string, object | string>>)[name] ?? undefined)
    : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string =>
  typeof value === "string" ? value : textIn(fieldOf(value, "#text"));
const textIn = (value: unknown): string => (typeof value === "string" ? value : "");

/** The five that XML itself has (XML 1.0 §4.6), and characters by number. */
const plain = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g,
    (whole, ...found) => {
      const [decimal, hex, name] = found as readonly (string | undefined)[];
      if (name !== undefined)
        return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
    },
  );
