import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate, type Marked } from "./calibrate.ts";
import { learn } from "./learn.ts";
import { findPlace, noPlace } from "./posterior.ts";
import type { RadioMap } from "./radio-map.ts";
import { zoningOf } from "./zoning.ts";

const gateways = [0, 6, 12].flatMap((x) => [0, 6, 12].map((y) => ({ x: metres(x), y: metres(y) })));
/** The middle one is loud, the last one deaf. */
const gains = [-50, -50, -50, -50, -44, -50, -50, -50, -56];

/** What is heard without fading of a carrier there that is `by` dB stronger than others. */
const heardAt = (x: number, y: number, by = 0): Float32Array =>
  Float32Array.from(
    gateways,
    (each, at) => (gains[at] ?? 0) + by - 20 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)),
  );
const everywhere = [1, 3.5, 6.5, 9, 11].flatMap((x) => [1, 4, 6.5, 8.5, 11].map((y) => ({ x, y })));

function placeOn(map: RadioMap, levels: Float32Array) {
  const place = noPlace(gateways.length);
  place.levels.set(levels);
  if (!findPlace(map, place)) throw new Error("heard by all");
  return place;
}

const samples = everywhere.map(
  ({ x, y }): Marked => ({ x: metres(x), y: metres(y), levels: heardAt(x, y), how: "stood" }),
);
const calibrated = calibrate(gateways, samples);

describe("maps", () => {
  it("place a beacon within a metre and a half once spots were marked", () => {
    const inside = fc.double({ min: 1, max: 11, noNaN: true });
    fc.assert(
      fc.property(inside, inside, (x, y) => {
        const place = placeOn(calibrated, heardAt(x, y));
        expect(Math.hypot(place.x - x, place.y - y)).toBeLessThan(1.5);
      }),
      { numRuns: 40 },
    );
  });

  it("bear a carrier that is much stronger than the one they were made with", () => {
    for (const by of [-12, 12]) {
      const place = placeOn(calibrated, heardAt(4, 8, by));
      expect(Math.hypot(place.x - 4, place.y - 8)).toBeLessThan(2);
    }
  });

  it("see through a body that takes 10 dB from one side", () => {
    const shaded = heardAt(4, 8).map((level, at) => {
      const each = gateways[at] ?? { x: 0, y: 0 };
      const angle = Math.atan2(each.y - 8, each.x - 4);
      return angle > -Math.PI / 2 && angle < 0 ? level - 10 : level;
    });
    const place = placeOn(calibrated, shaded);
    expect(Math.hypot(place.x - 4, place.y - 8)).toBeLessThan(2);
  });

  it("can be made when one gateway was never heard", () => {
    const partial = samples.map((each) => ({
      ...each,
      levels: each.levels.map((level, at) => (at === 4 ? Number.NaN : level)),
    }));
    const place = placeOn(calibrate(gateways, partial), heardAt(4, 8).fill(Number.NaN, 4, 5));
    expect(Math.hypot(place.x - 4, place.y - 8)).toBeLessThan(2);
  });

  it("find the loud and the deaf gateway in unlabelled traffic", () => {
    const traffic = Array.from({ length: 300 }, (_, at) =>
      heardAt(12 * ((at * 0.618) % 1), 12 * ((at * 0.7548) % 1)),
    );
    const learned = learn(gateways, traffic);
    const { grid, mean } = learned.layers[0];
    const cells = grid.columns * grid.rows;
    const levelOf = (gateway: number) => {
      const each = gateways[gateway] ?? { x: 0, y: 0 };
      const [column, row] = [Math.floor(each.x + 2 - grid.left), Math.floor(each.y - grid.top)];
      return mean[gateway * cells + row * grid.columns + column] ?? Number.NaN;
    };
    expect(levelOf(4) - levelOf(1)).toBeGreaterThan(3);
    expect(levelOf(1) - levelOf(8)).toBeGreaterThan(3);
  });
});

describe("zoning", () => {
  it("gives every cell to the zone of the gateway next to it", () => {
    const zoning = zoningOf(calibrated, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
    const place = noPlace(gateways.length);
    place.levels.set(heardAt(6, 6));
    findPlace(calibrated, place, zoning);
    expect([...zoning.mass].reduce((sum, each) => sum + each, 0)).toBeCloseTo(1);
    expect(zoning.mass[1]).toBeGreaterThan(0.8);
  });

  it("lets a drawn outline go first", () => {
    const corner = [
      [5, 5],
      [13, 5],
      [13, 13],
      [5, 13],
    ].map(([x = 0, y = 0]) => ({ x: metres(x), y: metres(y) }));
    const zoning = zoningOf(
      calibrated,
      Array.from(gateways, () => 0),
      [undefined, corner],
    );
    const place = noPlace(gateways.length);
    place.levels.set(heardAt(9, 9));
    findPlace(calibrated, place, zoning);
    expect(zoning.mass[1]).toBeGreaterThan(0.8);
  });
});
