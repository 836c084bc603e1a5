import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanPoint } from "./floor-plan.ts";
import { isCrossing, isInOutline, isInReach, outlineFault, PLAN_REACH } from "./outline.ts";

const points = (...pairs: readonly (readonly [number, number])[]): readonly PlanPoint[] =>
  pairs.map(([x, y]) => ({ x, y }));
const room = points([0, 0], [4, 0], [4, 3], [0, 3]);
const hook = points([0, 0], [6, 0], [6, 6], [4, 6], [4, 2], [0, 2]);
const spot = fc.record({
  x: fc.integer({ min: -40, max: 40 }),
  y: fc.integer({ min: -40, max: 40 }),
});

describe("an outline", () => {
  it("is right with corners either way round, straight or with a hook", () => {
    for (const outline of [room, hook, points([0, 0], [4, 0], [2, 5])]) {
      expect(outlineFault(outline)).toBeUndefined();
      expect(outlineFault(outline.toReversed())).toBeUndefined();
    }
    // A corner on a straight side is none that anybody sees, and no fault.
    expect(outlineFault(points([0, 0], [2, 0], [4, 0], [4, 3], [0, 3]))).toBeUndefined();
  });

  it("says the first thing that is wrong", () => {
    expect(outlineFault(room.slice(0, 2))).toBe("few");
    const round = Array.from({ length: 65 }, (_, at) => ({
      x: 20 * Math.cos((at * Math.PI * 2) / 65),
      y: 20 * Math.sin((at * Math.PI * 2) / 65),
    }));
    expect(outlineFault(round)).toBe("many");
    expect(outlineFault(round.slice(1))).toBeUndefined();
    expect(outlineFault(points([0, 0], [PLAN_REACH + 1, 0], [4, 3]))).toBe("far");
    expect(outlineFault(points([0, 0], [4, 3], [4, 0], [0, 3]))).toBe("crossing");
    expect(outlineFault(points([0, 0], [1, 0], [0.5, 0.9]))).toBe("thin");
  });

  it("may not touch itself: in a corner twice, on a side, or back the way it came", () => {
    expect(outlineFault(points([0, 0], [4, 0], [4, 0], [4, 3]))).toBe("crossing");
    expect(outlineFault(points([0, 0], [6, 0], [6, 4], [3, 0], [0, 4]))).toBe("crossing");
    expect(outlineFault(points([0, 0], [6, 0], [3, 0], [3, 4]))).toBe("crossing");
    expect(outlineFault(points([0, 0], [4, 0], [4, 3], [0, 3], [0, 5]))).toBe("crossing");
  });

  it("is the same from whichever corner it begins", () => {
    fc.assert(
      fc.property(fc.array(spot, { minLength: 3, maxLength: 9 }), fc.nat(8), (corners, from) => {
        const at = from % corners.length;
        const turned = [...corners.slice(at), ...corners.slice(0, at)];
        expect(outlineFault(turned)).toBe(outlineFault(corners));
      }),
    );
  });

  it("is right whenever corners go around a middle", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 3, maxLength: 40 }),
        (reaches) => {
          const star = reaches.map((reach, at) => ({
            x: reach * Math.cos((at * Math.PI * 2) / reaches.length),
            y: reach * Math.sin((at * Math.PI * 2) / reaches.length),
          }));
          expect(outlineFault(star)).toBeUndefined();
          expect(isInOutline(star, 0, 0)).toBe(true);
          expect(isInOutline(star, 31, 0)).toBe(false);
        },
      ),
    );
  });

  it("is known to cross while it is drawn, before it is closed", () => {
    const open = points([0, 0], [4, 0], [4, 3], [2, -1]);
    expect(isCrossing(open)).toBe(true);
    expect(isCrossing(open.slice(0, 3))).toBe(false);
    expect(isInReach({ x: -PLAN_REACH, y: PLAN_REACH })).toBe(true);
  });
});
