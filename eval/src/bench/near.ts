/**
 * Near: what it costs to place everybody in a large hall and to score every pair that may be near.
 * Measures the matcher's own functions; process CPU, medians of several passes.
 */
import {
  eachClose,
  findPlace,
  hear,
  levelAt,
  nearnessOf,
  noLevels,
  noPlace,
  type Place,
  plainMap,
  policies,
} from "@sighej/matcher/domain";
import { dbm, metres, unixMs } from "@sighej/protocol";
import { rngOf } from "../rng.ts";

export interface Cost {
  readonly tokens: number;
  readonly receivers: number;
  /** Process CPU. */
  readonly perSightingUs: number;
  readonly perPlaceUs: number;
  readonly perPairUs: number;
  readonly pairs: number;
  /** Everybody placed and every candidate pair scored, ms. */
  readonly passMs: number;
  /** Levels, place and what holds them, by growth of heap and buffers. */
  readonly bytesPerToken: number;
}

/** The hall of the goal: 100 × 100 m, and each beacon heard by the six receivers next to it. */
const SIDE = 100;
const HEARD_BY = 6;
const PASSES = 7;
const NOW = unixMs(1_800_000_000_000);

export function benchNear(tokens: number, receivers: number, seed: number): Cost {
  const rng = rngOf(seed);
  const columns = Math.round(Math.sqrt((receivers * 8) / 5));
  const rows = Math.ceil(receivers / columns);
  const gateways = Array.from({ length: receivers }, (_, at) => ({
    x: metres(((at % columns) + 0.5) * (SIDE / columns)),
    y: metres((Math.floor(at / columns) + 0.5) * (SIDE / rows)),
  }));
  const map = plainMap(gateways);
  const { levels: policy } = policies.default;
  const people = Array.from({ length: tokens }, () => {
    const [x, y] = [rng.between(0, SIDE), rng.between(0, SIDE)];
    return gateways
      .map((each, gateway) => ({ gateway, far: Math.hypot(each.x - x, each.y - y, 0.8) }))
      .sort((a, b) => a.far - b.far)
      .slice(0, HEARD_BY)
      .map(({ gateway, far }) => ({
        gateway,
        level: dbm(-50 - 18 * Math.log10(far) + 8 * (rng.uniform() - 0.5)),
      }));
  });
  globalThis.gc?.();
  const before = held();
  const levels = people.map(() => noLevels(receivers));
  const places = people.map(() => noPlace(receivers));
  globalThis.gc?.();
  const bytesPerToken = (held() - before) / tokens;

  const sightingMs = median(() => {
    for (const [at, heard] of people.entries())
      for (const { gateway, level } of heard) {
        const of = levels[at];
        if (of !== undefined) hear(of, gateway, { mean: level, max: level }, NOW, policy);
      }
  });
  const placeMs = median(() => {
    for (const [at, place] of places.entries()) {
      const of = levels[at];
      if (of === undefined) continue;
      for (let gateway = 0; gateway < receivers; gateway++)
        place.levels[gateway] = levelAt(of, gateway, NOW, policy);
      findPlace(map, place);
    }
  });
  let pairs = 0;
  let sum = 0;
  const visit = (a: Place, b: Place) => {
    pairs++;
    sum += nearnessOf(a, b);
  };
  const pairMs = median(() => {
    pairs = 0;
    eachClose(places, (each) => each, visit);
  });
  if (!Number.isFinite(sum)) throw new RangeError("a probability is a number");
  return {
    tokens,
    receivers,
    perSightingUs: (1_000 * sightingMs) / (tokens * HEARD_BY),
    perPlaceUs: (1_000 * placeMs) / tokens,
    perPairUs: (1_000 * pairMs) / pairs,
    pairs,
    passMs: placeMs + pairMs,
    bytesPerToken,
  };
}

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** CPU of one pass, ms. */
function median(pass: () => void): number {
  const took: number[] = [];
  for (let at = 0; at < PASSES; at++) {
    const start = process.cpuUsage();
    pass();
    const { user, system } = process.cpuUsage(start);
    took.push((user + system) / 1_000);
  }
  return took.sort((a, b) => a - b)[PASSES >> 1] ?? 0;
}
