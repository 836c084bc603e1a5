import type { VenueSetupView } from "@sighej/protocol";
import { expect, it } from "vitest";
import { changesOf, rangeOf, settingsIn, thresholdsOf } from "./policy.ts";

const usual: VenueSetupView["usual"] = {
  numbers: { gapMinutes: 12, perHour: 3, dwellSeconds: 10 },
  groups: true,
};
const inForce = { ...usual, numbers: { ...usual.numbers, perHour: 2 } };
const now = thresholdsOf(inForce);

it("sends what is not as usual, and nothing else", () => {
  expect(settingsIn(now, usual)).toEqual({ perHour: 2 });
  expect(settingsIn({ ...now, groups: false }, usual)).toEqual({ perHour: 2, groups: false });
  expect(settingsIn({ ...now, numbers: { ...now.numbers, perHour: null } }, usual)).toEqual({});
});

it("names what saving would change, from what and to what", () => {
  expect(changesOf(now, { inForce, usual })).toEqual([]);
  const changed = { ...now, numbers: { ...now.numbers, gapMinutes: 20, perHour: null } };
  expect(changesOf(changed, { inForce, usual })).toEqual([
    { setting: "gapMinutes", from: 12, to: 20 },
    { setting: "perHour", from: 2, to: 3 },
  ]);
});

it("lets what is usual here be typed, even where it is out of the range elsewhere", () => {
  expect(rangeOf("dwellSeconds", usual)).toEqual({ least: 10, most: 600 });
  expect(rangeOf("perHour", usual)).toEqual({ least: 1, most: 6 });
});
