/**
 * Near: what it costs to place everybody in a large hall and to score every pair that may be near.
 * Measures the matcher's own functions and, beside them in the same run, the plain way of doing the
 * same: every square metre for every token, every pair of people. Process CPU, medians of passes.
 */
import {
  calibrate,
  eachClose,
  followPlace,
  hear,
  levelAt,
  type Marked,
  nearnessOf,
  noTraces,
  type Place,
  plainMap,
  policies,
  type RadioMap,
} from "@sighej/matcher/domain";
import { dbm, metres, unixMs } from "@sighej/protocol";
import { rngOf } from "../rng.ts";

interface Spot {
  readonly x: ReturnType<typeof metres>;
  readonly y: ReturnType<typeof metres>;
}

export interface Cost {
  readonly map: RadioMap["kind"];
  readonly tokens: number;
  readonly receivers: number;
  /** Process CPU. */
  readonly perSightingUs: number;
  readonly perPlaceUs: number;
  /** Of one who walks: the place before counts as well. */
  readonly perWalkerPlaceUs: number;
  readonly perPairUs: number;
  readonly pairs: number;
  /** Pairs that would hold an encounter open. */
  readonly nearPairs: number;
  /** Everybody placed and every candidate pair scored, ms, and whether that is within PASS_MS_MOST. */
  readonly passMs: number;
  readonly passIsKept: boolean;
  /** How many times as long the plain way takes, of a place and of all pairs. */
  readonly plainPlaceRatio: number;
  readonly plainPairsRatio: number;
  /** Levels, place and what holds them, by growth of heap and buffers. */
  readonly bytesPerToken: number;
  /** Within BYTES_MOST. */
  readonly bytesAreKept: boolean;
}

/** What a second of 10,000 people may take of one core, ms, and what may be kept for each, bytes. */
const PASS_MS_MOST = 125;
const BYTES_MOST = 1_300;

/** The hall of the goal: 100 × 100 m, and each beacon heard by the six receivers next to it. */
const SIDE = 100;
const HEARD_BY = 6;
/** So many that the median is of compiled code: the first three or four are not. */
const PASSES = 15;
/** Tokens that the plain way is tried on: all would take minutes. */
const PLAINLY = 100;
/** Marked spots of the calibrated map, and how far away gateways hear them, m. */
const SPOTS = 60;
const HEARD_TO = 30;
/** Three pointers and the object that `noTraces` answers with. */
const OWN_BYTES = 3 * 8 + 40;
const NOW = unixMs(1_800_000_000_000);

/** On a plain map, and on one that knows carriers' strengths and looks for bodies. */
export const benchNear = (tokens: number, receivers: number, seed: number): readonly Cost[] => [
  benchOn("plain", tokens, receivers, seed),
  benchOn("calibrated", tokens, receivers, seed),
];

function benchOn(
  kind: "plain" | "calibrated",
  tokens: number,
  receivers: number,
  seed: number,
): Cost {
  const rng = rngOf(seed);
  const columns = Math.round(Math.sqrt((receivers * 8) / 5));
  const rows = Math.ceil(receivers / columns);
  const gateways = Array.from({ length: receivers }, (_, at) => ({
    x: metres(((at % columns) + 0.5) * (SIDE / columns)),
    y: metres((Math.floor(at / columns) + 0.5) * (SIDE / rows)),
  }));
  const levelOf = (each: Spot, x: number, y: number) =>
    -50 - 18 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)) + 8 * (rng.uniform() - 0.5);
  const map =
    kind === "plain" ? plainMap(gateways) : calibrate(gateways, spotsOf(gateways, rng, levelOf));
  const { levels: policy, encounter } = policies.default;
  const people = Array.from({ length: tokens }, () => {
    const [x, y] = [rng.between(0, SIDE), rng.between(0, SIDE)];
    return gateways
      .map((each, gateway) => ({ gateway, each, far: Math.hypot(each.x - x, each.y - y) }))
      .sort((a, b) => a.far - b.far)
      .slice(0, HEARD_BY)
      .map(({ gateway, each }) => ({ gateway, level: dbm(levelOf(each, x, y)) }));
  });
  const before = held();
  const traces = people.map(() => noTraces(receivers));
  const levels = traces.map((each) => each.levels);
  const places = traces.map((each) => each.spot);
  const sightingMs = median(() => {
    for (const [at, heard] of people.entries())
      for (const { gateway, level } of heard) {
        const of = levels[at];
        if (of !== undefined) hear(of, gateway, { mean: level, max: level }, NOW, policy);
      }
  });
  const placeAll = (walk: boolean) => {
    for (const [at, place] of places.entries()) {
      const of = levels[at];
      if (of === undefined) continue;
      for (let gateway = 0; gateway < receivers; gateway++)
        place.levels[gateway] = levelAt(of, gateway, NOW, policy);
      if (walk) place.stayed = 0;
      followPlace(map, place, 1);
    }
  };
  const placeMs = median(() => placeAll(false));
  // The arrays of all three are the bench's own.
  const bytesPerToken = (held() - before) / tokens - OWN_BYTES;
  let near = 0;
  let sum = 0;
  const visit = (_a: Place, _b: Place, probability: number) => {
    sum += probability;
    if (probability >= encounter.nearUntil) near++;
  };
  const odds = Math.log(encounter.nearUntil / (1 - encounter.nearUntil));
  let pairs = 0;
  const pairMs = median(() => {
    near = 0;
    pairs = eachClose(places, (each) => each, { odds, kind }, visit);
  });
  const nearPairs = near;
  const some = places.slice(0, PLAINLY);
  const plainPlaceMs = median(() => {
    for (const place of some) sum += plainPlace(map, place).x;
  });
  const plainPairsMs = median(() => {
    for (const a of some) for (const b of places) if (a !== b) visit(a, b, nearnessOf(a, b, kind));
  });
  const walkersMs = median(() => placeAll(true));
  if (!Number.isFinite(sum)) throw new RangeError("a probability is a number");
  return {
    map: kind,
    tokens,
    receivers,
    perSightingUs: (1_000 * sightingMs) / (tokens * HEARD_BY),
    perPlaceUs: (1_000 * placeMs) / tokens,
    perWalkerPlaceUs: (1_000 * walkersMs) / tokens,
    perPairUs: (1_000 * pairMs) / pairs,
    pairs,
    nearPairs,
    passMs: placeMs + pairMs,
    passIsKept: placeMs + pairMs <= PASS_MS_MOST,
    plainPlaceRatio: plainPlaceMs / some.length / (placeMs / tokens),
    // Each pair once: half of what was gone through.
    plainPairsRatio: (plainPairsMs * (tokens / some.length)) / 2 / pairMs,
    bytesPerToken,
    bytesAreKept: bytesPerToken <= BYTES_MOST,
  };
}

/** Marked as an operator would: beside every gateway and between, 5 to 10 m apart. */
function spotsOf(
  gateways: readonly Spot[],
  rng: ReturnType<typeof rngOf>,
  levelOf: (each: Spot, x: number, y: number) => number,
): readonly Marked[] {
  return Array.from({ length: SPOTS }, (): Marked => {
    const [x, y] = [metres(rng.between(0, SIDE)), metres(rng.between(0, SIDE))];
    const levels = gateways.map((each) =>
      Math.hypot(each.x - x, each.y - y) > HEARD_TO ? Number.NaN : levelOf(each, x, y),
    );
    return { x, y, levels: Float32Array.from(levels), how: "stood" };
  });
}

/** Where a token is, by every cell of the finest grid. */
function plainPlace({ layers: [fine], offsetWeight }: RadioMap, { levels }: Place) {
  const { mean, weight, grid } = fine;
  const cells = grid.columns * grid.rows;
  const odds = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    let [total, linear, square] = [offsetWeight, 0, 0];
    for (let gateway = 0; gateway < levels.length; gateway++) {
      const residual = (levels[gateway] ?? 0) - (mean[gateway * cells + cell] ?? 0);
      if (Number.isNaN(residual)) continue;
      const each = weight[gateway * cells + cell] ?? 0;
      total += each;
      linear += each * residual;
      square += each * residual * residual;
    }
    odds[cell] = (linear ** 2 / total - square) / 2;
  }
  const best = odds.reduce((most, each) => Math.max(most, each));
  let [w, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let cell = 0; cell < cells; cell++) {
    const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
    const likely = Math.exp((odds[cell] ?? 0) - best);
    w += likely;
    x += likely * column;
    y += likely * row;
    xx += likely * column * column;
    yy += likely * row * row;
    xy += likely * column * row;
  }
  return { x: x / w, y: y / w, xx: xx / w, yy: yy / w, xy: xy / w };
}

/** Buffers are given back by the collection after the one that frees what held them. */
function held(): number {
  globalThis.gc?.();
  globalThis.gc?.();
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
