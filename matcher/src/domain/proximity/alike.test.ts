import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alikeOdds, eachAlike, MAX_ALIKE, noteHeard } from "./alike.ts";
import { lotOf } from "./lot.ts";
import { noPlace, type Place } from "./posterior.ts";
import { hearLevels, noGains, settle } from "./running-gains.ts";
import { effectsOf } from "./unplaced.ts";

const GATEWAYS = 9;
const level = fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -100, max: -35 }));
const row = fc.array(level, { minLength: GATEWAYS, maxLength: GATEWAYS });
const crowd = fc.array(row, { maxLength: 30 });

function placeOf(levels: readonly number[]): Place | undefined {
  const place = noPlace(levels.length);
  place.levels.set(levels);
  return noteHeard(place) ? place : undefined;
}

const loudestOf = ({ levels }: Place) =>
  [...levels.keys()]
    .filter((gateway) => !Number.isNaN(levels[gateway]))
    .sort((a, b) => (levels[b] ?? 0) - (levels[a] ?? 0) || a - b)
    .slice(0, 4);

describe("a crowd at gateways of which nobody knows where they hang", () => {
  it("is looked through for every pair that shares two of the loudest four, each once", () => {
    fc.assert(
      fc.property(crowd, fc.nat(50), (rows, from) => {
        const gains = noGains(GATEWAYS);
        const places = rows.map(placeOf);
        const found = new Set<string>();
        const name = (a: number, b: number) => `${Math.min(a, b)} ${Math.max(a, b)}`;
        const numbers = [...places.keys()];
        const odds = Number.NEGATIVE_INFINITY;
        eachAlike(
          numbers,
          (each) => places[each],
          gains,
          { odds, from },
          (a, b) => {
            expect(found.has(name(a, b))).toBe(false);
            found.add(name(a, b));
          },
        );
        for (const a of numbers)
          for (const b of numbers.slice(0, a)) {
            const [one, other] = [places[a], places[b]];
            if (one === undefined || other === undefined) continue;
            const loud = loudestOf(other);
            const shared = loudestOf(one).filter((each) => loud.includes(each)).length;
            expect(found.has(name(a, b))).toBe(shared >= 2);
          }
      }),
    );
  });

  it("has the same odds both ways, and none for two whom fewer than four hear both", () => {
    fc.assert(
      fc.property(row, row, (a, b) => {
        const [one, other] = [placeOf(a), placeOf(b)];
        if (one === undefined || other === undefined) return;
        const odds = alikeOdds(one, other, noGains(GATEWAYS));
        const back = alikeOdds(other, one, noGains(GATEWAYS));
        const common = a.filter((each, at) => !Number.isNaN(each + (b[at] ?? Number.NaN))).length;
        expect(Number.isFinite(odds)).toBe(common >= 4);
        if (common >= 4) expect(back).toBeCloseTo(odds, 6);
      }),
    );
  });

  it("never costs more than a bounded number of looks, and leaves others out the next time", () => {
    const places = Array.from({ length: 500 }, () => placeOf([-50, -60, -70, -80, -90])) as Place[];
    const gains = noGains(5);
    const metFrom = (from: number) => {
      const met = new Set<Place>();
      const odds = Number.NEGATIVE_INFINITY;
      const left = eachAlike(
        places,
        (each) => each,
        gains,
        { odds, from },
        (a, b) => {
          met.add(a);
          met.add(b);
        },
      );
      expect(left).toBe((500 * 499) / 2 - MAX_ALIKE);
      return met;
    };
    const last = places.at(-1) as Place;
    expect(metFrom(0).has(last)).toBe(false);
    expect(metFrom(400).has(last)).toBe(true);
  });
});

it("finds what gateways add, second by second, as well as all at once", () => {
  const { uniform, normal } = lotOf(3);
  const boards = [0, 6, -5, 2, 0, -8, 1, 4, 0];
  const rows = Array.from({ length: 40 }, () => {
    const strength = 4 * normal();
    return Float32Array.from(boards, (by) => {
      const heard = -70 + by + strength + 8 * normal();
      return uniform() < 0.2 ? Number.NaN : heard;
    });
  });
  const gains = noGains(GATEWAYS);
  for (let second = 0; second < 600; second++) {
    for (const each of rows) hearLevels(gains, each);
    settle(gains);
  }
  const wanted = effectsOf(rows);
  expect(gains.mean).toBeCloseTo(wanted.mean, 1);
  // What holds gains towards none weighs less the longer is listened.
  const spread = (of: Float64Array) => Math.max(...of) - Math.min(...of);
  for (const [at, each] of gains.gateways.entries())
    expect(Math.abs(each - (wanted.gateways[at] ?? 0))).toBeLessThan(0.1 * spread(wanted.gateways));
});
