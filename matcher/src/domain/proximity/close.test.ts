import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearnessOf as nearnessOn } from "../nearness.ts";
import { eachClose } from "./close.ts";
import { findPlace, noPlace, type Place } from "./posterior.ts";
import { plainMap } from "./radio-map.ts";

const nearnessOf = (a: Place, b: Place) => nearnessOn(a, b, "plain");
const gateways = [0, 7, 14, 21, 28].flatMap((x) =>
  [0, 7, 14, 21].map((y) => ({ x: metres(x), y: metres(y) })),
);
const map = plainMap(gateways);

/** Somebody there, heard by the `hearing` loudest gateways, each off by up to 4 dB. */
interface Someone {
  readonly x: number;
  readonly y: number;
  readonly hearing: number;
  readonly off: readonly number[];
}
const someone: fc.Arbitrary<Someone> = fc.record({
  x: fc.double({ min: 0, max: 28, noNaN: true }),
  y: fc.double({ min: 0, max: 21, noNaN: true }),
  hearing: fc.integer({ min: 2, max: gateways.length }),
  off: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
    minLength: gateways.length,
    maxLength: gateways.length,
  }),
});
function placeOf({ x, y, hearing, off }: Someone): Place | undefined {
  const place = noPlace(gateways.length);
  const far = gateways
    .map((each, gateway) => ({ gateway, far: Math.hypot(each.x - x, each.y - y, 0.8) }))
    .sort((a, b) => a.far - b.far);
  for (const { gateway, far: metresAway } of far.slice(0, hearing))
    place.levels[gateway] = -50 - 18 * Math.log10(metresAway) + (off[gateway] ?? 0);
  return findPlace(map, place) ? place : undefined;
}
const oddsOf = (probability: number) => Math.log(probability / (1 - probability));

/** How often each pair is handed on, and how near it is said to be, by "smaller larger". */
function handedOn(places: readonly (Place | undefined)[], near: number) {
  const met = new Map<string, number>();
  const said = new Map<string, number>();
  const looked = eachClose(
    [...places.keys()],
    (each) => places[each],
    { odds: oddsOf(near), kind: "plain" },
    (a, b, probability) => {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      said.set(key, probability);
      met.set(key, (met.get(key) ?? 0) + 1);
    },
  );
  return { met, said, looked };
}

describe("close pairs", () => {
  it("are those in touching squares that are near enough, each once, and no others", () => {
    const crowd = fc.array(someone, { minLength: 2, maxLength: 30 });
    const nearness = fc.double({ min: 0.02, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(crowd, nearness, (people, near) => {
        const places = people.map(placeOf);
        const { met, said } = handedOn(places, near);
        for (const times of met.values()) expect(times).toBe(1);
        for (const [one, a] of places.entries())
          for (const [two, b] of places.slice(0, one).entries()) {
            const probability = a && b ? nearnessOf(a, b) : 0;
            const found = met.has(`${two} ${one}`);
            if (found) {
              expect(probability).toBeGreaterThan(near - 1e-6);
              expect(said.get(`${two} ${one}`)).toBe(probability);
            } else if (a && b && Math.hypot(a.x - b.x, a.y - b.y) <= 5)
              expect(probability).toBeLessThan(near + 1e-6);
          }
      }),
      { numRuns: 100 },
    );
  });

  it("are few of all pairs in a large hall", () => {
    const people = Array.from({ length: 500 }, (_, at): Someone => {
      const [x, y] = [28 * ((at * 0.618) % 1), 21 * ((at * 0.7548) % 1)];
      return { x, y, hearing: 20, off: [] };
    });
    const { met, looked } = handedOn(people.map(placeOf), 0.55);
    expect(looked).toBeLessThan((500 * 499) / 2 / 2);
    expect(met.size).toBeGreaterThan(500);
  });

  it("reach across a venue of kilometres, and hold nobody in an empty one", () => {
    const far = (by: number) => ({ ...(placeOf(here) as Place), x: by });
    const here: Someone = { x: 14, y: 10, hearing: 20, off: [] };
    const { met } = handedOn([far(0), far(40_000), far(0.5), undefined, far(40_000.5)], 0.5);
    expect([...met.keys()].sort()).toEqual(["0 2", "1 4"]);
    expect(handedOn([], 0.5).met.size).toBe(0);
    expect(handedOn([undefined, far(0)], 0.5).met.size).toBe(0);
  });
});
