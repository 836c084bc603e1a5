import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearnessOf as nearnessOn } from "../nearness.ts";
import { findPlace, noPlace, type Place } from "./posterior.ts";
import { plainMap, type RadioMap } from "./radio-map.ts";

const nearnessOf = (a: Place, b: Place) => nearnessOn(a, b, "plain");
const gateways = [0, 5, 10, 15].flatMap((x) =>
  [0, 5, 10].map((y) => ({ x: metres(x), y: metres(y) })),
);
const map = plainMap(gateways);
const placeOf = (on: RadioMap, levels: Float32Array): Place | undefined => {
  const place = noPlace(levels.length);
  place.levels.set(levels);
  return findPlace(on, place) ? place : undefined;
};

/** What each gateway hears of a beacon there, without fading. */
const levelsAt = (x: number, y: number, strength = -50): Float32Array =>
  Float32Array.from(
    gateways,
    (each) => strength - 18 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)),
  );
const placeAt = (x: number, y: number, strength?: number): Place => {
  const place = placeOf(map, levelsAt(x, y, strength));
  if (place === undefined) throw new Error("heard by all");
  return place;
};
const spot = fc.record({
  x: fc.double({ min: 0, max: 15, noNaN: true }),
  y: fc.double({ min: 0, max: 10, noNaN: true }),
});

describe("place and nearness", () => {
  it("finds a beacon within 2.5 m where nothing fades", () => {
    fc.assert(
      fc.property(spot, ({ x, y }) => {
        const place = placeAt(x, y);
        expect(Math.hypot(place.x - x, place.y - y)).toBeLessThan(2.5);
        expect(place.xx).toBeGreaterThan(0);
        expect(place.yy).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it("does not care how strong a carrier is", () => {
    fc.assert(
      fc.property(spot, spot, fc.integer({ min: -20, max: 20 }), (a, b, by) => {
        const plain = nearnessOf(placeAt(a.x, a.y), placeAt(b.x, b.y));
        expect(nearnessOf(placeAt(a.x, a.y), placeAt(b.x, b.y, -50 + by))).toBeCloseTo(plain, 6);
      }),
      { numRuns: 50 },
    );
  });

  it("is a probability, the same both ways", () => {
    fc.assert(
      fc.property(spot, spot, (a, b) => {
        const near = nearnessOf(placeAt(a.x, a.y), placeAt(b.x, b.y));
        expect(near).toBeGreaterThanOrEqual(0);
        expect(near).toBeLessThanOrEqual(1);
        expect(nearnessOf(placeAt(b.x, b.y), placeAt(a.x, a.y))).toBeCloseTo(near, 9);
      }),
      { numRuns: 50 },
    );
  });

  it("is surer of two side by side than of two across the hall", () => {
    expect(nearnessOf(placeAt(4, 4), placeAt(5, 4))).toBeGreaterThan(0.8);
    expect(nearnessOf(placeAt(1, 1), placeAt(14, 9))).toBeLessThan(0.05);
  });

  it("has no place for a session that fewer than four gateways hear", () => {
    const levels = levelsAt(4, 4).map((level, at) => (at < 3 ? level : Number.NaN));
    expect(placeOf(map, levels)).toBeUndefined();
  });

  it("says nothing of two whom fewer than four gateways hear both", () => {
    const some = (from: number, to: number) =>
      placeOf(
        map,
        levelsAt(4, 4).map((level, at) => (at >= from && at < to ? level : Number.NaN)),
      );
    const [a, b] = [some(0, 7), some(4, 12)];
    expect(a && b && nearnessOf(a, b)).toBe(0);
  });

  it("finds a place among many gateways from the loudest of them", () => {
    const many = [0, 5, 10, 15, 20, 25, 30].flatMap((x) =>
      [0, 5, 10, 15, 20].map((y) => ({ x: metres(x), y: metres(y) })),
    );
    const wide = plainMap(many);
    const at = (x: number, y: number) => {
      const levels = many.map((each) => -18 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)));
      const place = placeOf(
        wide,
        Float32Array.from(levels, (level) => level - 50),
      );
      if (place === undefined) throw new Error("heard by all");
      return place;
    };
    expect(Math.hypot(at(22, 11).x - 22, at(22, 11).y - 11)).toBeLessThan(2.5);
    expect(nearnessOf(at(22, 11), at(23, 11))).toBeGreaterThan(0.8);
    expect(nearnessOf(at(22, 11), at(8, 8))).toBeLessThan(0.05);
  });

  it("keeps the grid of a huge venue small", () => {
    const far = plainMap([
      { x: metres(0), y: metres(0) },
      { x: metres(2_000), y: metres(1_000) },
    ]);
    expect(far.layers[0].mean.length).toBeLessThanOrEqual(2 * 18_000);
  });
});
