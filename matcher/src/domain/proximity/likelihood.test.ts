import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "./calibrate.ts";
import { cellsOf } from "./layer.ts";
import { weigh } from "./likelihood.ts";
import { plainMap, type RadioMap } from "./radio-map.ts";
import { weighed } from "./weighed.ts";

const gateways = [0, 10, 20].flatMap((x) => [0, 12].map((y) => ({ x: metres(x), y: metres(y) })));
const levelsAt = (x: number, y: number) =>
  Float32Array.from(
    gateways,
    (each) => -50 - 18 * Math.log10(Math.hypot(each.x - x, each.y - y, 1)),
  );
const plain = plainMap(gateways);
const calibrated = calibrate(
  gateways,
  [3, 10, 17].flatMap((x) =>
    [3, 9].map((y) => ({
      ...{ x: metres(x), y: metres(y) },
      ...{ levels: levelsAt(x, y), how: "stood" as const },
    })),
  ),
);

/** The least of all there is to choose from, gateway by gateway: no sums that are shared, nothing left out. */
function plainly({ layers, bearings, scratch }: RadioMap, cell: number, walks: boolean): number {
  const [, layer] = layers;
  const { mean: strength, weight: known } = scratch.believed;
  const at = (gateway: number) => gateway * cellsOf(layer.grid) + cell;
  const heard = gateways.map((_, gateway) => ({
    weight: layer.weight[at(gateway)] ?? Number.NaN,
    residual:
      (scratch.levels[gateway] ?? Number.NaN) - (layer.mean[at(gateway)] ?? Number.NaN) - strength,
    side: bearings?.[1][at(gateway)] ?? Number.NaN,
  }));
  const misfitWith = (o: number, side: number, depth: number) => {
    let [total, linear, square] = [o, 0, 0];
    for (const { weight, residual, side: own } of heard) {
      const lifted = own === side || (own + 1) % 8 === side ? residual + depth : residual;
      total += weight;
      linear += weight * lifted;
      square += weight * lifted * lifted;
    }
    return square - linear ** 2 / total;
  };
  const sides = bearings === undefined ? [] : [0, 1, 2, 3, 4, 5, 6, 7];
  const depths = walks ? Array.from({ length: 1_201 }, (_, step) => step / 20 - 20) : [10];
  const price = (depth: number) => (walks ? 2 * Math.log(8) + (depth - 10) ** 2 / 25 : 6.4);
  return Math.min(
    misfitWith(known, Number.NaN, 0),
    known > 1 / 36 ? misfitWith(1 / 36, Number.NaN, 0) + 10.8 : Number.POSITIVE_INFINITY,
    ...sides.flatMap((side) =>
      depths.map((depth) => misfitWith(known, side, depth) + price(depth)),
    ),
  );
}

describe("a cell's likelihood", () => {
  const looked = fc.record({
    of: fc.constantFrom(plain, calibrated),
    walks: fc.boolean(),
    known: fc.constantFrom(1 / 49, 1 / 4),
    strength: fc.double({ min: -3, max: 3, noNaN: true }),
    fading: fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 6, maxLength: 6 }),
    count: fc.integer({ min: 1, max: 9 }),
  });

  it("is what comes of trying every strength and every side on its own, of one cell and of many", () => {
    fc.assert(
      fc.property(looked, ({ of, walks, known, strength, fading, count }) => {
        const { scratch } = of;
        Object.assign(
          scratch.believed,
          of === plain ? { mean: 0, weight: 0 } : { mean: strength, weight: known },
        );
        for (const [gateway, level] of levelsAt(7, 5).entries()) {
          scratch.heard[gateway] = gateway;
          scratch.levels[gateway] = level + (fading[gateway] ?? 0);
        }
        const cells = Array.from({ length: count }, (_, at) => 5 * at + 3);
        weighed.cells.set(cells);
        weigh(of, 1, gateways.length, count, walks);
        for (const [at, cell] of cells.entries())
          expect(-2 * (weighed.likelihoods[at] ?? Number.NaN)).toBeCloseTo(
            plainly(of, cell, walks),
            walks ? 2 : 6,
          );
      }),
      { numRuns: 60 },
    );
  });
});
