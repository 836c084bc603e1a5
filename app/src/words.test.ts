import { minutes, parseZoneId } from "@sighej/protocol";
import { expect, test } from "vitest";
import { certain, venue, zone } from "../test/made-up.ts";
import { timeText, zoneText } from "./words.ts";

test("a zone has its name, and where the venue gives none, its id", () => {
  expect(zoneText(venue, zone)).toBe("Main hall");
  expect(zoneText(venue, certain(parseZoneId("bar")))).toBe("bar");
  const { zones: _, ...nameless } = venue;
  expect(zoneText(nameless, zone)).toBe("hall");
});

test("a time that is left is said in whole minutes, rounded down", () => {
  expect(timeText(minutes(0.5))).toBe("less than a minute");
  expect(timeText(minutes(24.9))).toBe("24 min");
  expect(timeText(minutes(60))).toBe("1 h");
  expect(timeText(minutes(84))).toBe("1 h 24 min");
});
