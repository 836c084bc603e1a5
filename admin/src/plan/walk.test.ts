import { CALIBRATION_SPOTS } from "@sighej/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cornerOf, isAt, spotsFor } from "./walk.ts";

const hall = [0, 6, 12].flatMap((x) => [0, 6, 12].map((y) => ({ x, y })));

describe("spots to stand at", () => {
  it("are twelve, apart from each other, in every corner of the hall", () => {
    const spots = spotsFor(hall, []);
    expect(spots).toHaveLength(CALIBRATION_SPOTS);
    for (const [x, y] of [
      [0, 0],
      [12, 0],
      [0, 12],
      [12, 12],
    ] as const)
      expect(spots.some((each) => Math.hypot(each.x - x, each.y - y) < 1)).toBe(true);
    for (const one of spots)
      for (const other of spots)
        if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(2);
  });

  it("reach into what is drawn beside the gateways", () => {
    const nook = [
      { x: 14, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 5 },
      { x: 14, y: 5 },
    ];
    const spots = spotsFor(hall, [nook]);
    expect(spots.some(({ x }) => x > 14)).toBe(true);
    expect(spots.every(({ x, y }) => (x <= 12 && y <= 12) || (x >= 13.9 && y <= 5))).toBe(true);
  });

  it("are some wherever there is a gateway, never two at one place", () => {
    const place = fc.integer({ min: -900, max: 900 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: place, y: place }), { minLength: 1, maxLength: 8 }),
        (gateways) => {
          const spots = spotsFor(gateways, []);
          expect(spots.length).toBeGreaterThan(0);
          expect(spots.length).toBeLessThanOrEqual(CALIBRATION_SPOTS);
          for (const [at, each] of spots.entries())
            expect(spots.findIndex((other) => isAt(each, other))).toBe(at);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("a walk", () => {
  it("passes every spot in turn, and then every one crosswise", () => {
    const spots = spotsFor(hall, []);
    const turns = Array.from({ length: 24 }, (_, turn) => cornerOf(spots, turn));
    expect(turns.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(turns.slice(12)).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]);
    expect(cornerOf(spots.slice(0, 5), 9)).toBe(2);
  });
});
