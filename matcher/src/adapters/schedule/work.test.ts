import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { ScheduleFile } from "../../schedule-ports.ts";
import { scheduleReader } from "./reader.ts";
import { momentOf } from "./wall-time.ts";
import { workOn } from "./work.ts";

const day = (text: string) => unixMs(Date.parse(text));
const file = (text: string, from: Partial<ScheduleFile> = {}): ScheduleFile => ({
  ...{ text, timeZone: "Europe/Copenhagen" },
  ...{ from: day("2026-11-20T00:00Z"), until: day("2026-12-20T00:00Z") },
  ...from,
});
const calendar = (...parts: readonly string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${parts.join("")}END:VCALENDAR\r\n`;
const entry = (...lines: readonly string[]) =>
  `BEGIN:VEVENT\r\n${lines.join("\r\n")}\r\nEND:VEVENT\r\n`;
/** Room, beginning and title of each, or why there are none. */
const read = (text: string, from: Partial<ScheduleFile> = {}) => {
  const programme = workOn(file(text, from));
  if (typeof programme === "string") return programme;
  const talks = programme.talks.map(({ room, from: at, until, title }) =>
    [room, new Date(at).toISOString().slice(0, 16), (until - at) / 60_000, title].join("|"),
  );
  return { talks, leftOut: programme.leftOut };
};

describe("an iCalendar", () => {
  it("has single talks, those that repeat, moved ones and ones that are called off", () => {
    expect(
      read(
        calendar(
          entry(
            ...["UID:1", "DTSTART;TZID=America/New_York:20261122T100000"],
            ...["DTEND;TZID=America/New_York:20261122T110000", "SUMMARY:Keynote", "LOCATION:Hall"],
          ),
          entry("UID:2", "DTSTART;VALUE=DATE:20261122", "SUMMARY:Open day"),
          entry("UID:3", "STATUS:CANCELLED", "DTSTART:20261122T100000Z", "DURATION:PT1H"),
          entry(
            ...["UID:4", "DTSTART:20261121T100000", "DURATION:PT45M", "RRULE:FREQ=DAILY;COUNT=3"],
            ...["EXDATE:20261122T100000", "LOCATION:Bar", "SUMMARY:Daily"],
          ),
          entry(
            ...["UID:4", "RECURRENCE-ID:20261123T100000", "DTSTART:20261123T120000"],
            ...["DURATION:PT30M", "LOCATION:Bar", "SUMMARY:Moved"],
          ),
        ),
      ),
    ).toEqual({
      talks: [
        "Bar|2026-11-21T09:00|45|Daily",
        "Hall|2026-11-22T15:00|60|Keynote",
        "Bar|2026-11-23T11:00|30|Moved",
      ],
      leftOut: 2,
    });
  });

  it("that is a bomb is refused: by number, by a rule of seconds, by nonsense", () => {
    const talk = ["DTSTART:20261122T100000Z", "DURATION:PT1H"];
    const many = Array.from({ length: 100_000 }, (_, at) => entry(`UID:${at}`, ...talk));
    expect(read(calendar(...many))).toBe("too-many");
    const seconds = entry("UID:1", "DTSTART:20200101T100000Z", "RRULE:FREQ=SECONDLY");
    expect(read(calendar(seconds))).toBe("too-many");
    expect(read("BEGIN:VCALENDAR\r\nnonsense")).toBe("malformed");
  });

  it("with a rule that never comes to anything ends with its thread", async () => {
    const never = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
    const reader = scheduleReader(8_000);
    const text = calendar(entry("UID:1", "DTSTART:20261122T100000Z", "DURATION:PT1H", never));
    expect(await reader.read(file(text))).toEqual({ talks: [], leftOut: 0 });
    expect(await reader.read(file(calendar()))).toEqual({ talks: [], leftOut: 0 });
    await reader.stop();
  }, 30_000);
});

describe("a schedule of frab or pretalx", () => {
  const xml = (body: string) => `<?xml version="1.0"?><schedule>${body}</schedule>`;
  const talk =
    "<event><date>2026-11-22T10:00:00+01:00</date><duration>00:45</duration><title>A &lt;b&gt;</title></event>";

  it("is read as XML, with no entity but the five and numbers", () => {
    const body = `<day><room name="R &amp; D">${talk}</room></day>`;
    expect(read(xml(body))).toEqual({ talks: ["R & D|2026-11-22T09:00|45|A <b>"], leftOut: 0 });
    expect(read(`<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "b">]>${xml(body)}`)).toBe(
      "malformed",
    );
  });

  it("is read as JSON, in its own zone where a time names none", () => {
    const event = { date: "2026-11-22T10:00:00", duration: "01:30", title: "B" };
    const conference = (zone: string) => ({
      schedule: { conference: { time_zone_name: zone, days: [{ rooms: { Hall: [event] } }] } },
    });
    expect(read(JSON.stringify(conference("America/New_York")))).toMatchObject({
      talks: ["Hall|2026-11-22T15:00|90|B"],
    });
    expect(read(JSON.stringify(conference("Nowhere/Else")))).toMatchObject({
      talks: ["Hall|2026-11-22T09:00|90|B"],
    });
    expect(read('{"talks": []}')).toBe("malformed");
    expect(read("hello")).toBe("not-a-schedule");
  });
});

describe("a time on a wall", () => {
  it("is the right moment on both sides of a change of the clock", () => {
    const at = (text: string) =>
      new Date(momentOf(Date.parse(`${text}Z`), "Europe/Copenhagen")).toISOString().slice(0, 16);
    expect(at("2026-03-29T01:59")).toBe("2026-03-29T00:59");
    expect(at("2026-03-29T03:00")).toBe("2026-03-29T01:00");
    expect(at("2026-10-25T01:59")).toBe("2026-10-24T23:59");
    expect(at("2026-10-25T03:00")).toBe("2026-10-25T02:00");
  });
});
