import type { FloorPlan } from "@sighej/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameOf, gridOf } from "./frame.ts";

const spot = fc.record({
  x: fc.double({ min: -500, max: 500, noNaN: true }),
  y: fc.double({ min: -500, max: 500, noNaN: true }),
});

describe("the frame of a plan", () => {
  it("holds every spot, with a picture and without", () => {
    const plan = {
      picture: { width: 800, height: 600, madeAt: 0 },
      scale: {
        ...{ from: { x: 0, y: 0 }, to: { x: 100, y: 0 }, metres: 5 },
        origin: { x: 80, y: 60 },
      },
    } as FloorPlan;
    fc.assert(
      fc.property(fc.array(spot), fc.boolean(), (spots, withPicture) => {
        const { x, y, width, height } = frameOf(withPicture ? plan : {}, spots);
        for (const each of spots) {
          expect(each.x).toBeGreaterThanOrEqual(x - 1e-9);
          expect(each.y).toBeGreaterThanOrEqual(y - 1e-9);
          expect(each.x).toBeLessThanOrEqual(x + width + 1e-9);
          expect(each.y).toBeLessThanOrEqual(y + height + 1e-9);
        }
      }),
    );
    expect(frameOf(plan, []).picture).toEqual({ x: -4, y: -3, width: 40, height: 30 });
    expect(frameOf({ ...plan, scale: undefined }, []).picture).toBeUndefined();
  });

  it("has lines where whole squares begin, and no more than can be counted", () => {
    expect(gridOf(-2.5, 5, 1)).toEqual([-2, -1, 0, 1, 2]);
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1 }), (spots) => {
        const { x, width, side } = frameOf({}, spots);
        expect(gridOf(x, width, side).length).toBeLessThanOrEqual(52);
      }),
    );
  });
});
