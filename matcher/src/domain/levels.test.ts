import { dbm, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon } from "../../test/fixtures.ts";
import { hear, levelAt, levelsAt, noLevels } from "./levels.ts";
import { policies } from "./policy.ts";

const policy = policies.default.levels;
const at = (second: number) => unixMs(noon + second * 1_000);
const sighting = (mean: number, max = mean) => ({ mean: dbm(mean), max: dbm(max) });

describe("levels", () => {
  it("starts at the middle of mean and maximum", () => {
    const levels = noLevels(4);
    hear(levels, 0, sighting(-70, -60), at(0), policy);
    expect(levelAt(levels, 0, at(0), policy)).toBe(-65);
  });

  it("refuses a window with an impossible reading and keeps what it had", () => {
    const levels = noLevels(4);
    hear(levels, 0, sighting(-70), at(0), policy);
    expect(hear(levels, 0, sighting(-40, 20), at(1), policy)).toBe(false);
    expect(levelAt(levels, 0, at(0), policy)).toBe(-70);
  });

  it("is absent before anything was heard and 15 s after the last time", () => {
    const levels = noLevels(4);
    expect(levelAt(levels, 0, at(0), policy)).toBeNaN();
    hear(levels, 0, sighting(-70), at(0), policy);
    expect(levelAt(levels, 0, at(15), policy)).toBe(-70);
    expect(levelAt(levels, 0, at(15.001), policy)).toBeNaN();
  });

  it("leaves out what is older than 5 s of one who walks, while four gateways are left", () => {
    const levels = noLevels(5);
    for (let gateway = 0; gateway < 5; gateway++)
      hear(levels, gateway, sighting(-70), at(0), policy);
    for (let gateway = 1; gateway < 5; gateway++)
      hear(levels, gateway, sighting(-70), at(6), policy);
    const heard = (second: number, walks: boolean) => {
      const into = new Float32Array(5);
      levelsAt(levels, at(second), policy, walks, into);
      return into.filter((level) => !Number.isNaN(level)).length;
    };
    expect(heard(5, true)).toBe(5);
    expect(heard(6, true)).toBe(4);
    expect(heard(6, false)).toBe(5);
    expect(heard(12, true)).toBe(5);
  });

  it("starts afresh after an absence", () => {
    const levels = noLevels(4);
    hear(levels, 0, sighting(-40), at(0), policy);
    hear(levels, 0, sighting(-90), at(60), policy);
    expect(levelAt(levels, 0, at(60), policy)).toBe(-90);
  });

  it("remembers a maximum that leaks by a decibel a second", () => {
    const levels = noLevels(4);
    hear(levels, 0, sighting(-80, -60), at(0), policy);
    expect(levelAt(levels, 0, at(4), policy)).toBeCloseTo((-80 - 64) / 2);
  });

  it("stays between the weakest and the strongest reading of late, whatever comes", () => {
    const readings = fc.array(
      fc.record({
        by: fc.integer({ min: 0, max: 20_000 }),
        mean: fc.integer({ min: -110, max: -40 }),
        above: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(readings, (list) => {
        const levels = noLevels(4);
        let now = noon;
        for (const { by, mean, above } of list) {
          now = unixMs(now + by);
          hear(levels, 3, sighting(mean, mean + above), now, policy);
          const level = levelAt(levels, 3, now, policy);
          expect(level).toBeGreaterThanOrEqual(-110);
          expect(level).toBeLessThanOrEqual(-31);
        }
        expect(levels.size).toBe(1);
      }),
    );
  });

  it("takes a burst of late windows in one after the other", () => {
    const levels = noLevels(4);
    for (const mean of [-90, -50, -50, -50, -50]) hear(levels, 0, sighting(mean), at(0), policy);
    expect(levelAt(levels, 0, at(0), policy)).toBeGreaterThan(-75);
  });
});
