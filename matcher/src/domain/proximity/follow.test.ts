import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "./calibrate.ts";
import { followPlace } from "./follow.ts";
import { lotOf } from "./lot.ts";
import { findPlace, forgetPlace, noPlace, type Place } from "./posterior.ts";
import { plainMap } from "./radio-map.ts";
import { isWalking } from "./walk.ts";

/** Four gateways in the corners of 20 × 20 m: little to go by in any one moment. */
const gateways = [0, 20].flatMap((x) => [0, 20].map((y) => ({ x: metres(x), y: metres(y) })));
const map = plainMap(gateways);
const { normal } = lotOf(1);
/** The same hall, measured. */
const calibrated = calibrate(
  gateways,
  [2, 6, 10, 14, 18].flatMap((x) =>
    [2, 6, 10, 14, 18].map((y) => {
      const spot = noPlace(4);
      hearAt(spot, x, y, () => 0);
      return { x: metres(x), y: metres(y), levels: spot.levels, how: "stood" as const };
    }),
  ),
);

function hearAt(place: Place, x: number, y: number, fading: () => number): void {
  for (const [at, each] of gateways.entries())
    place.levels[at] =
      -50 - 18 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)) + Math.round(fading());
}

/** Along the diagonal at 1 m/s. */
const walk = (place: Place, fading: () => number, visit: (x: number) => void): void => {
  for (let second = 0; second < 19; second++) {
    hearAt(place, second, second, fading);
    followPlace(map, place, 1);
    visit(second);
  }
};

describe("following", () => {
  it("takes one who crosses the hall for a walker, and no more once he has stood for a while", () => {
    const place = noPlace(4);
    let walked = 0;
    walk(
      place,
      () => 0,
      () => {
        if (isWalking(place)) walked++;
      },
    );
    expect(walked).toBeGreaterThan(3);
    for (let second = 0; second < 25; second++) followPlace(map, place, 1);
    expect(isWalking(place)).toBe(false);
  });

  it("takes nobody for a walker who stands in fading that stands still with him", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 4, maxLength: 4 }),
        (by) => {
          const place = noPlace(4);
          for (let second = 0; second < 20; second++) {
            hearAt(place, 7, 9, () => 0);
            for (const [at, each] of by.entries())
              place.levels[at] = (place.levels[at] ?? 0) + each;
            followPlace(map, place, 1);
            expect(isWalking(place)).toBe(false);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("hears in the levels that somebody walks, sooner than places tell", () => {
    const [heard, seen] = [calibrated, map].map((each) => {
      const place = noPlace(4);
      let second = 0;
      for (; second < 18 && !isWalking(place); second++) {
        hearAt(place, 2 + second, 8, () => 0);
        followPlace(each, place, 1);
      }
      return second;
    });
    expect(heard).toBeLessThan(10);
    expect(heard).toBeLessThan(seen ?? 0);
  });

  it("takes nobody for a walker whom one gateway alone hears louder and fainter", () => {
    const place = noPlace(4);
    for (let second = 0; second < 40; second++) {
      hearAt(place, 7, 9, () => 0);
      if (second % 20 > 9) place.levels[0] = (place.levels[0] ?? 0) - 10;
      followPlace(calibrated, place, 1);
      expect(place.stirs).toBe(false);
    }
  });

  it("sees through a body on one side of a walker, deep or shallow", () => {
    const strolls = (by: number) => {
      const place = noPlace(4);
      let off = 0;
      for (let second = 0; second < 28; second++) {
        const x = 4 + 0.5 * second;
        hearAt(place, x, 10, () => 0);
        if (second > 14) place.levels[0] = (place.levels[0] ?? 0) - by;
        followPlace(calibrated, place, 1);
        if (second > 14) off += Math.hypot(place.x - x, place.y - 10) / 13;
      }
      return off;
    };
    for (const by of [5, 10, 15]) expect(strolls(by)).toBeLessThan(strolls(0) + 1.5);
  });

  it("knows better where a walker is than moments alone say", () => {
    let [followed, alone] = [0, 0];
    for (let round = 0; round < 20; round++) {
      const place = noPlace(4);
      const moment = noPlace(4);
      walk(
        place,
        () => 4 * normal(),
        (at) => {
          moment.levels.set(place.levels);
          findPlace(map, moment);
          if (!isWalking(place)) return;
          followed += Math.hypot(place.x - at, place.y - at);
          alone += Math.hypot(moment.x - at, moment.y - at);
        },
      );
    }
    expect(followed).toBeLessThan(0.95 * alone);
  });

  it("starts anew after silence, and after being heard by too few", () => {
    for (const forget of [
      () => 60,
      (place: Place) => {
        forgetPlace(place);
        return 1;
      },
      (place: Place) => {
        place.levels[0] = Number.NaN;
        expect(followPlace(map, place, 1)).toBe(false);
        return 1;
      },
    ]) {
      const place = noPlace(4);
      walk(
        place,
        () => 0,
        () => {},
      );
      expect(isWalking(place)).toBe(true);
      const passed = forget(place);
      hearAt(place, 2, 3, () => 0);
      followPlace(map, place, passed);
      const fresh = noPlace(4);
      hearAt(fresh, 2, 3, () => 0);
      findPlace(map, fresh);
      expect([place.x, place.y, place.xx]).toEqual([fresh.x, fresh.y, fresh.xx]);
      expect(isWalking(place)).toBe(false);
    }
  });

  it("is always a finite place, whatever is heard and however late", () => {
    const moment = fc.record({
      levels: fc.array(fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -100, max: -30 })), {
        minLength: 4,
        maxLength: 4,
      }),
      passed: fc.double({ min: 0, max: 30, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (moments) => {
        const place = noPlace(4);
        for (const { levels, passed } of moments) {
          place.levels.set(levels);
          if (!followPlace(map, place, passed)) continue;
          for (const each of [place.x, place.y, place.xx, place.yy, place.xy])
            expect(each).toSatisfy(Number.isFinite);
          expect(place.xx).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});
