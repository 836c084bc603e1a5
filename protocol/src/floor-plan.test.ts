import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neverThrows } from "../test/round-trip.ts";
import {
  decodeFloorPlan,
  decodePlanScale,
  metresPerPixel,
  type PlanScale,
  pixelOfSpot,
  spotOfPixel,
} from "./floor-plan.ts";

const point = fc.record({
  x: fc.double({ min: 0, max: 2_048, noNaN: true }),
  y: fc.double({ min: 0, max: 2_048, noNaN: true }),
});
const scale: fc.Arbitrary<PlanScale> = fc
  .record({
    from: point,
    to: point,
    metres: fc.double({ min: 0.5, max: 1_000, noNaN: true }),
    origin: point,
  })
  .filter(({ from, to }) => Math.hypot(from.x - to.x, from.y - to.y) >= 8);

describe("the scale of a floor plan", () => {
  it("says how far apart the two points are that it was set by", () => {
    fc.assert(
      fc.property(scale, (on) => {
        const [a, b] = [spotOfPixel(on, on.from), spotOfPixel(on, on.to)];
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(on.metres, 6);
      }),
    );
  });

  it("leads from a pixel to a spot and back, the origin to nothing", () => {
    fc.assert(
      fc.property(scale, point, (on, pixel) => {
        const back = pixelOfSpot(on, spotOfPixel(on, pixel));
        expect(back.x).toBeCloseTo(pixel.x, 6);
        expect(back.y).toBeCloseTo(pixel.y, 6);
        expect(spotOfPixel(on, on.origin)).toEqual({ x: 0, y: 0 });
      }),
    );
  });

  it("is taken as it is written, and refused between two points that are one", () => {
    fc.assert(
      fc.property(scale, (on) => {
        expect(decodePlanScale(on)).toEqual({ ok: true, value: on });
      }),
    );
    const at = { x: 10, y: 10 };
    const wrong = { from: at, to: { x: 12, y: 10 }, metres: 4, origin: at };
    expect(decodePlanScale(wrong)).toMatchObject({ ok: false });
    expect(decodePlanScale({ ...wrong, to: { x: 20, y: 10 }, metres: 0 })).toMatchObject({
      ok: false,
      problem: { detail: expect.stringMatching(/^metres/) },
    });
    expect(metresPerPixel({ ...wrong, to: { x: 20, y: 10 } })).toBe(0.4);
  });

  it("is read from anything without throwing", () => {
    neverThrows(fc.anything(), decodePlanScale);
    neverThrows(fc.anything(), decodeFloorPlan);
  });
});
