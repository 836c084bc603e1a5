import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectsOf, FEATURES, featuresOf, HUNG, unplacedOdds } from "./unplaced.ts";

const level = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -100, max: -40, noNaN: true }));
const row = fc.array(level, { minLength: 8, maxLength: 8 }).map((each) => Float32Array.from(each));
const rows = fc.array(row, { minLength: 3, maxLength: 9 });

const featuresFor = (all: readonly Float32Array[], a: number, b: number) => {
  const into = new Float64Array(FEATURES);
  const [first, second] = [all[a], all[b]];
  if (first === undefined || second === undefined) throw new RangeError("no such row");
  return featuresOf(first, second, effectsOf(all), into) ? into : undefined;
};

describe("effects", () => {
  it("finds what beacons and gateways add", () => {
    const [loud, deaf] = [6, -9];
    const all = Array.from({ length: 30 }, (_, beacon) =>
      Float32Array.from(
        { length: 30 },
        (_, gateway) => -70 + (beacon === 0 ? loud : 0) + (gateway === 3 ? deaf : 0),
      ),
    );
    const { beacons, gateways } = effectsOf(all);
    // Held towards none by two levels' worth of thirty.
    expect(Math.abs((beacons[0] ?? 0) - (beacons[1] ?? 0) - loud)).toBeLessThan(1);
    expect(Math.abs((gateways[3] ?? 0) - (gateways[4] ?? 0) - deaf)).toBeLessThan(1);
  });

  it("stays finite whatever is heard", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { mean, beacons, gateways } = effectsOf(all);
        for (const each of [mean, ...beacons, ...gateways]) expect(each).toSatisfy(Number.isFinite);
      }),
    );
  });
});

describe("likeness without places", () => {
  it("does not depend on who is asked about first", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [there, back] = [featuresFor(all, 0, 1), featuresFor(all, 1, 0)];
        expect(back === undefined).toBe(there === undefined);
        if (there === undefined || back === undefined) return;
        expect(unplacedOdds(there, HUNG)).toSatisfy(Number.isFinite);
        expect(unplacedOdds(there, HUNG)).toBeCloseTo(unplacedOdds(back, HUNG), 6);
      }),
    );
  });

  it("says nothing of two whom nobody hears", () => {
    const silent = new Float32Array(4).fill(Number.NaN);
    expect(
      featuresFor([silent, silent, Float32Array.of(-60, -70, -80, -90)], 0, 1),
    ).toBeUndefined();
  });

  it("thinks two that are heard alike nearer than two that are not", () => {
    const here = Float32Array.of(-50, -62, -75, -84, -90);
    const beside = Float32Array.of(-53, -60, -77, -86, -89);
    const across = Float32Array.of(-88, -85, -70, -60, -52);
    const all = [here, beside, across];
    const [near, far] = [featuresFor(all, 0, 1), featuresFor(all, 0, 2)];
    if (near === undefined || far === undefined) throw new RangeError("everybody is heard");
    expect(unplacedOdds(near, HUNG)).toBeGreaterThan(unplacedOdds(far, HUNG) + 1);
  });
});
