import { minutes, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { noon } from "../../../test/fixtures.ts";
import { policies } from "../policy.ts";
import { isQuiet, MAX_SLOTS, quietAfter, spreadLeft, type ZoneQuiet } from "./quiet.ts";

const policy = policies.default.quiet;
const at = (minute: number) => unixMs(noon + minutes(minute));
const loud: ZoneQuiet = { switched: false, switchedOffAt: unixMs(0), slots: [] };
const talk = { from: at(10), until: at(30) };

describe("quiet", () => {
  it("lasts from five minutes before a talk to three minutes after it", () => {
    const zone = quietAfter(loud, { slots: [talk] }, noon);
    expect([4, 5, 10, 30, 32, 33].map((minute) => isQuiet(zone, at(minute), policy))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("lasts while the switch is on and three minutes more", () => {
    const on = quietAfter(loud, { switched: true }, noon);
    expect(isQuiet(on, at(500), policy)).toBe(true);
    const off = quietAfter(on, { switched: false }, at(500));
    expect(isQuiet(off, at(502), policy)).toBe(true);
    expect(isQuiet(off, at(503), policy)).toBe(false);
    expect(quietAfter(off, { switched: false }, at(600)).switchedOffAt).toBe(at(500));
  });

  it("is followed by five minutes of spreading", () => {
    const zone = quietAfter(loud, { slots: [talk] }, noon);
    expect([20, 33, 36, 38, 60].map((minute) => spreadLeft(zone, at(minute), policy))).toEqual([
      0,
      minutes(5),
      minutes(2),
      0,
      0,
    ]);
    expect(spreadLeft(loud, noon, policy)).toBe(0);
  });

  it("keeps no more slots than a programme has", () => {
    const slots = Array.from({ length: MAX_SLOTS + 1 }, () => talk);
    expect(quietAfter(loud, { slots }, noon).slots).toHaveLength(MAX_SLOTS);
  });
});
