import { hours, minutes, parseZoneId, unixMs } from "@sighej/protocol";
import { expect, it } from "vitest";
import { fieldText, nextTime, timeIn, timesIn, withoutTime, withTime } from "./quiet-times.ts";

const zone = parseZoneId("hall");
if (!zone.ok) throw new Error("a zone");
const noon = unixMs(1_800_000_000_000);
const at = (from: number) => ({
  from: unixMs(noon + from),
  until: unixMs(noon + from + minutes(30)),
});

it("lists times of all zones by when they begin", () => {
  const slots = [at(minutes(60)), at(0)];
  const [first] = timesIn({ zones: [{ zone: zone.value, quiet: false, slots }] });
  expect(first).toEqual({ zone: "hall", ...at(0) });
});

it("has one time once, and lets go of what was over a day ago", () => {
  const old = at(-hours(26));
  expect(withTime([old, at(0)], at(0), noon)).toEqual([at(0)]);
  expect(withTime([at(0)], at(minutes(60)), noon)).toEqual([at(0), at(minutes(60))]);
  expect(withoutTime([at(0), at(minutes(60))], at(0))).toEqual([at(minutes(60))]);
});

it("begins with the next five minutes, and reads what it wrote", () => {
  const { from, until } = nextTime(unixMs(noon + 1));
  expect(from % minutes(5)).toBe(0);
  expect(from).toBeGreaterThan(noon);
  expect(timeIn(fieldText(from))).toBe(from);
  expect(timeIn(fieldText(until))).toBe(until);
  expect(timeIn("")).toBeUndefined();
});
