import type { PlanPoint } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedFloor } from "./shared-floor.ts";

const room = (x: number, y: number, width: number, depth: number): readonly PlanPoint[] => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + depth },
  { x, y: y + depth },
];
const [spot, size] = [fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 20 })];
const rooms = fc.record({ x: spot, y: spot, width: size, depth: size });
/** Corners around a middle, at any distance from it: no side crosses another. */
const stars = fc
  .tuple(
    fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) }),
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 3, maxLength: 9 }),
  )
  .map(([{ x, y }, reaches]) =>
    reaches.map((reach, at) => {
      const angle = (2 * Math.PI * at) / reaches.length;
      return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
    }),
  );
const areaOf = (corners: readonly PlanPoint[]) =>
  Math.abs(
    corners.reduce((sum, a, at) => {
      const b = corners.at(at - 1) ?? a;
      return sum + b.x * a.y - a.x * b.y;
    }, 0) / 2,
  );

describe("the floor that two outlines share", () => {
  it("is none where they share a wall or a corner, and what is in both where they overlap", () => {
    expect(sharedFloor(room(0, 0, 4, 4), room(4, 0, 4, 4))).toBe(0);
    expect(sharedFloor(room(0, 0, 4, 4), room(4, 4, 4, 4))).toBe(0);
    expect(sharedFloor(room(0, 0, 4, 4), room(3, 1, 4, 4))).toBe(3);
    const slanted = [
      { x: 0, y: 0 },
      { x: 4, y: 4 },
      { x: 0, y: 4 },
    ];
    expect(sharedFloor(slanted, [...room(0, 0, 4, 4)].reverse())).toBe(8);
    // A room around a corner has a bay that is none of it.
    const bent = [...room(0, 0, 6, 6).slice(0, 2), { x: 6, y: 2 }, { x: 2, y: 2 }];
    expect(sharedFloor([...bent, { x: 2, y: 6 }, { x: 0, y: 6 }], room(1, 1, 5, 5))).toBe(9);
  });

  it("is as wide and as deep as two rooms have in common", () => {
    fc.assert(
      fc.property(rooms, rooms, (one, other) => {
        const common = (along: "x" | "y", size: "width" | "depth") =>
          Math.min(one[along] + one[size], other[along] + other[size]) -
          Math.max(one[along], other[along]);
        const expected = Math.max(0, common("x", "width")) * Math.max(0, common("y", "depth"));
        const [a, b] = [one, other].map(({ x, y, width, depth }) => room(x, y, width, depth));
        expect(sharedFloor(a ?? [], b ?? [])).toBeCloseTo(expected, 6);
      }),
    );
  });

  it("is all of one with itself, the same either way, and never more than either has", () => {
    fc.assert(
      fc.property(stars, stars, (one, other) => {
        expect(sharedFloor(one, one)).toBeCloseTo(areaOf(one), 4);
        const shared = sharedFloor(one, other);
        expect(sharedFloor(other, one)).toBeCloseTo(shared, 6);
        expect(shared).toBeLessThanOrEqual(Math.min(areaOf(one), areaOf(other)) + 1e-6);
      }),
    );
  });
});
