import { expect, it } from "vitest";
import { after, hours, minutes, seconds, unixMs } from "./units.ts";

it("a span of time is in milliseconds whatever it was made from", () => {
  expect([seconds(2), minutes(2), hours(2)]).toEqual([2_000, 120_000, 7_200_000]);
  expect(after(unixMs(5), seconds(1))).toBe(1_005);
});
