import { metres, seconds, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { airOf, hallSetup } from "../../test/air.ts";
import { noon, sessionId } from "../../test/fixtures.ts";
import {
  beginCalibration,
  type Calibration,
  isEnoughToFinish,
  isOver,
  listen,
  passBy,
  progressOf,
  standAt,
} from "./calibration.ts";
import { hear } from "./levels.ts";
import { policies } from "./policy.ts";
import { calibrate } from "./proximity/calibrate.ts";
import { evidenceOf } from "./proximity/evidence.ts";
import { areasOf, inWords } from "./proximity/quality.ts";
import { plainMap } from "./proximity/radio-map.ts";

const { levels: policy } = policies.default;
const { gateways } = hallSetup;
const at = (second: number) => unixMs(noon + seconds(second));
const spot = (x: number, y: number) => ({ x: metres(x), y: metres(y) });

/** Lets the carrier be heard at a spot (or on the way) for some seconds from `from` on. */
function carry(
  calibration: Calibration,
  from: number,
  length: number,
  where: (share: number) => { readonly x: number; readonly y: number },
) {
  const { levelsAt } = airOf(from);
  for (let second = 0; second < length; second++) {
    const { x, y } = where(second / length);
    for (const [gateway, level] of levelsAt(x, y).entries())
      hear(
        calibration.levels,
        gateway,
        { mean: level, max: level } as never,
        at(from + second),
        policy,
      );
    listen(calibration, at(from + second), policy);
  }
  return from + length;
}

describe("a calibration", () => {
  it("makes twelve spots and a walk into a map that explains levels better than a plain one", () => {
    const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
    let second = 1;
    for (const x of [0, 4, 8, 12])
      for (const y of [0, 6, 12]) {
        second = carry(calibration, second, 15, () => spot(x, y));
        standAt(calibration, spot(x, y), at(second));
        second = carry(calibration, second, 11, () => spot(x, y));
      }
    const corners = [spot(0, 0), spot(12, 3), spot(0, 6), spot(12, 9), spot(0, 12)];
    for (const [index, to] of corners.entries()) {
      const start = corners[index - 1];
      if (start !== undefined)
        second = carry(calibration, second, 14, (share) =>
          spot(start.x + share * (to.x - start.x), start.y + share * (to.y - start.y)),
        );
      passBy(calibration, to, at(second));
    }
    expect(progressOf(calibration, at(second), policy)).toMatchObject({ spots: 12, hearing: 9 });
    const walked = calibration.samples.filter(({ how }) => how === "passed");
    expect(walked.length).toBeGreaterThanOrEqual(24);
    expect(walked[0]?.y).toBeLessThan(walked[6]?.y ?? 0);
    const map = calibrate(gateways, calibration.samples);
    const { anywhere } = airOf(99);
    const judged = new Float32Array(100 * gateways.length);
    for (let each = 0; each < 100; each++) judged.set(anywhere(), each * gateways.length);
    expect(evidenceOf(map, judged)).toBeGreaterThan(evidenceOf(plainMap(gateways), judged));
  });

  it("measures a spot anew where somebody stands again, and counts it once", () => {
    const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
    let second = 1;
    for (const to of [spot(0, 0), spot(6, 6), spot(0, 0.2)]) {
      standAt(calibration, to, at(second));
      second = carry(calibration, second, 11, () => to);
    }
    expect(progressOf(calibration, at(second), policy)).toMatchObject({
      spots: 2,
      stood: [spot(6, 6), spot(0, 0.2)],
    });
  });

  it("says what to do next, in words", () => {
    const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
    const says = (second: number) => progressOf(calibration, at(second), policy).says;
    expect(says(0)).toMatch(/No gateway hears the carrier/);
    carry(calibration, 1, 5, () => spot(3, 3));
    expect(says(5)).toBe("0 of 12 spots are done: go to the next one and mark it.");
    standAt(calibration, spot(3, 3), at(5));
    carry(calibration, 6, 4, () => spot(3, 3));
    expect(says(9)).toBe("Stay where you are for 6 s more.");
  });

  it("drops a spot that was left too soon, and a leg that took too long", () => {
    const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
    standAt(calibration, spot(0, 0), at(0));
    carry(calibration, 1, 5, () => spot(0, 0));
    passBy(calibration, spot(0, 0), at(6));
    carry(calibration, 7, 120, () => spot(5, 5));
    passBy(calibration, spot(12, 12), at(127));
    expect(calibration.samples).toEqual([]);
  });

  it("knows how long and where it was walked, whichever moments it was looked at", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 600, max: 1_400 }), { minLength: 10, maxLength: 40 }),
        (gaps) => {
          const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
          passBy(calibration, spot(0, 0), at(0));
          let passed = 0;
          for (const gap of gaps) {
            passed += gap / 1_000;
            listen(calibration, at(passed), policy);
          }
          passBy(calibration, spot(passed, 0), at(passed));
          // What is left over at the end is no whole piece, and a piece is known by its middle.
          const { walkedSeconds } = progressOf(calibration, at(passed), policy);
          expect(walkedSeconds).toBeLessThanOrEqual(Math.round(passed));
          expect(walkedSeconds).toBeGreaterThanOrEqual(Math.floor(passed - 1.5));
          const places = calibration.samples.map(({ x }) => x);
          expect(places[0]).toBeLessThan(1.5);
          expect(places.at(-1)).toBeGreaterThan(passed - 3);
          for (const [index, x] of places.slice(1).entries()) {
            expect(x - (places[index] ?? 0)).toBeGreaterThan(1.4);
            expect(x - (places[index] ?? 0)).toBeLessThan(2.9);
          }
        },
      ),
    );
  });

  it("may be finished after three spots, and ends by itself after an hour and a half", () => {
    const calibration = beginCalibration(sessionId(1), gateways.length, at(0));
    let second = 1;
    for (const x of [0, 6, 12]) {
      expect(isEnoughToFinish(calibration)).toBe(false);
      standAt(calibration, spot(x, 6), at(second));
      second = carry(calibration, second + 1, 10, () => spot(x, 6));
    }
    expect(isEnoughToFinish(calibration)).toBe(true);
    expect(isOver(calibration, at(5_399))).toBe(false);
    expect(isOver(calibration, at(5_400))).toBe(true);
  });
});

describe("the quality of a calibration", () => {
  it("is told area by area: corners where nobody stood are guesswork", () => {
    const bounds = { left: 0, top: 0, right: 16, bottom: 8 };
    const areas = areasOf([spot(2, 2), spot(6, 2), spot(6, 6)], bounds);
    expect(areas.map(({ quality }) => quality)).toEqual([
      ...["measured", "measured", "between", "guesswork"],
      ...["between", "measured", "between", "guesswork"],
    ]);
    expect(inWords(areas)).toBe(
      "3 of 8 areas are measured; these are guesswork, stand or walk there: around 14, 2; around 14, 6 (metres).",
    );
    expect(inWords(areasOf([], bounds))).toMatch(/^0 of 8 .* and 4 more \(metres\)\.$/);
  });
});
