import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { believe, learnStrength, noStrength, type Strengths, strengthsBefore } from "./strength.ts";

const before = 1 / 36;

/** One window of a carrier `by` dB louder, as a posterior tells of it: likelihood of weight 0.5. */
function tellOf(all: Strengths, own = noStrength(all), by = 0, far = false) {
  const believed = { mean: 0, weight: 0 };
  believe(own, believed);
  const weight = believed.weight + 0.5;
  const mean = (believed.weight * believed.mean + 0.5 * by) / weight;
  learnStrength(own, mean, 1 / weight, believed, far);
  return own;
}

describe("strength", () => {
  it("of a venue is as wide as its maker said before anybody came", () => {
    const all = strengthsBefore(before);
    const believed = { mean: 0, weight: 0 };
    believe(noStrength(all), believed);
    expect(believed).toEqual({ mean: 0, weight: before });
  });

  it("gets narrow where carriers are alike and stays wide where they differ", () => {
    const spreadOf = (strengths: readonly number[]) => {
      const all = strengthsBefore(before);
      const carriers = strengths.map((by) => tellOf(all, undefined, by));
      for (let round = 0; round < 20; round++)
        for (const [index, own] of carriers.entries()) tellOf(all, own, strengths[index]);
      return Math.sqrt(1 / all.weight);
    };
    const many = Array.from({ length: 60 }, (_, index) => index);
    expect(spreadOf(many.map(() => 0))).toBeLessThan(2);
    const wide = spreadOf(many.map((index) => (index % 2 === 0 ? 5 : -5)));
    expect(wide).toBeGreaterThan(4);
    expect(wide).toBeLessThan(6.5);
  });

  it("of one who stands is no surer however long it is heard, of one who walks it is", () => {
    const believed = { mean: 0, weight: 0 };
    const all = strengthsBefore(before);
    const standing = noStrength(all);
    for (let second = 0; second < 100; second++) tellOf(all, standing, 6);
    expect(standing.heard).toBe(0);
    const walking = noStrength(all);
    for (let second = 0; second < 100; second++) tellOf(all, walking, 6, second % 4 === 0);
    believe(walking, believed);
    expect(believed.mean).toBeGreaterThan(3);
    expect(standing.heard).toBeLessThan(walking.heard);
  });

  it("is always a finite belief, in whatever order carriers come, walk and go", () => {
    const window = fc.record({
      carrier: fc.integer({ min: 0, max: 5 }),
      by: fc.double({ min: -30, max: 30, noNaN: true }),
      far: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(window, { maxLength: 60 }), (windows) => {
        const all = strengthsBefore(before);
        const carriers = Array.from({ length: 6 }, () => noStrength(all));
        for (const { carrier, by, far } of windows) tellOf(all, carriers[carrier], by, far);
        expect(all.weight).toBeGreaterThan(0);
        expect(all.weight).toBeLessThanOrEqual(1);
        expect(Math.abs(all.mean)).toBeLessThanOrEqual(30);
        const believed = { mean: 0, weight: 0 };
        for (const own of carriers) {
          believe(own, believed);
          expect(believed.weight).toBeLessThanOrEqual(all.weight + 1);
          expect(Math.abs(believed.mean)).toBeLessThanOrEqual(31);
        }
      }),
    );
  });

  it("counts a carrier once, and lets the old fade once there were many", () => {
    const all = strengthsBefore(before);
    const one = noStrength(all);
    for (let round = 0; round < 50; round++) tellOf(all, one, 0);
    expect(all.carriers).toBe(1);
    for (let carrier = 0; carrier < 10_000; carrier++) tellOf(all, undefined, 1);
    expect(all.carriers).toBeLessThanOrEqual(4_096);
  });
});
