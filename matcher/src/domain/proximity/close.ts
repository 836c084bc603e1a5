/**
 * Close: hands on every pair of a crowd that is near with at least some log odds, out of those whose
 * places lie in the same or touching squares. Never all pairs. Pure but for its own room, which is
 * kept between calls: a pair costs no allocation.
 *
 * The crowd is laid out square after square (`crowd.ts`). What is asked of a pair first is cheap and
 * never wrong: the cube root of Wilson and Hilferty is monotone, so that "is the score at least t"
 * needs no root, and the exponential of the logistic is spared in the same way. Only who passes is
 * handed on, some one in ten, with the probability that comes of what is at hand already: the places
 * themselves lie all over the heap.
 */
import { nearnessBy, scoreNeeded, WITHIN } from "../nearness.ts";
import { type Crowd, layOut, NUMBERS } from "./crowd.ts";
import { scoreOf } from "./pair.ts";
import { PLACE_GATEWAYS_MIN, type Place } from "./posterior.ts";
import type { MapKind } from "./radio-map.ts";

/** Gateways of a venue at most. */
const GATEWAYS = 256;
const THIRD = 1 / 3;
const NEAR_SQUARE = WITHIN * WITHIN;
/** Rounding of the two ways to ask for a score; what is let through by it is judged again. */
const HAIR = 1e-9;

/** Log odds that count as near, of places on a map of this kind. */
export interface Asked {
  readonly odds: number;
  readonly kind: MapKind;
}

/**
 * Calls `visit` for every pair whose log odds of being near are at least `asked`, and perhaps for a
 * few below, with the probability of it; returns how many pairs were looked at. Those without a place
 * are in no pair.
 */
export function eachClose<T>(
  all: readonly T[],
  placeOf: (each: T) => Place | undefined,
  asked: Asked,
  visit: (a: T, b: T, near: number) => void,
): number {
  const crowd = layOut(all, placeOf);
  if (crowd === undefined) return 0;
  needScores(asked, crowd);
  const { starts, columns, rows, who } = crowd;
  let looked = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const square = row * columns + column;
      const end = starts[square + 1] as number;
      // The rest of this square and the next one; then three of the next row.
      const along = starts[square + (column + 1 < columns ? 2 : 1)] as number;
      const below = row + 1 < rows ? square + columns : -1;
      const belowFrom = below < 0 ? 0 : (starts[below - (column > 0 ? 1 : 0)] as number);
      const belowTo = below < 0 ? 0 : (starts[below + (column + 1 < columns ? 2 : 1)] as number);
      for (let at = starts[square] as number; at < end; at++) {
        const first = meet(crowd, at, at + 1, along, asked, 0);
        const passed = meet(crowd, at, belowFrom, belowTo, asked, first);
        looked += along - at - 1 + belowTo - belowFrom;
        if (passed === 0) continue;
        const a = all[who[at] as number] as T;
        for (let one = 0; one < passed; one++)
          visit(
            a,
            all[who[room.passed[one] as number] as number] as T,
            room.nearness[one] as number,
          );
      }
    }
  return looked;
}

/** Writes which scores it takes to be near with these odds, by the number of gateways and by person. */
function needScores({ odds, kind }: Asked, { count, from }: Crowd): void {
  makeRoom(count);
  let least = Number.POSITIVE_INFINITY;
  for (let common = 0; common <= GATEWAYS; common++) {
    const alike = scoreNeeded(odds, common, 0, kind);
    room.needed[common] = alike;
    room.perDecibel[common] = scoreNeeded(odds, common, 1, kind) - alike;
    least = Math.min(least, alike);
    room.leastScore[common] = least;
  }
  for (let at = 0; at < count; at++)
    room.least[at] = room.leastScore[(from[at + 1] as number) - (from[at] as number)] as number;
}

/** Notes who of `from` to `to` is near `at`, after the `passed` noted before; how many now. */
function meet(
  { places, from: firsts, gateways, levels }: Crowd,
  at: number,
  from: number,
  to: number,
  { kind }: Asked,
  passed: number,
): number {
  const { passed: noted, nearness, least, mine, hears, needed, perDecibel } = room;
  const x = places[NUMBERS * at] as number;
  const y = places[NUMBERS * at + 1] as number;
  const ownXx = places[NUMBERS * at + 2] as number;
  const ownYy = places[NUMBERS * at + 3] as number;
  const ownXy = places[NUMBERS * at + 4] as number;
  const ownLeast = least[at] as number;
  const ownFrom = firsts[at] as number;
  const ownTo = firsts[at + 1] as number;
  for (let level = ownFrom; level < ownTo; level++) {
    mine[gateways[level] as number] = levels[level] as number;
    hears[gateways[level] as number] = 1;
  }
  let count = passed;
  for (let other = from; other < to; other++) {
    const first = NUMBERS * other;
    const dx = (places[first] as number) - x;
    const dy = (places[first + 1] as number) - y;
    const xx = ownXx + (places[first + 2] as number);
    const yy = ownYy + (places[first + 3] as number);
    const xy = ownXy + (places[first + 4] as number);
    const otherLeast = least[other] as number;
    const square = dx * dx + dy * dy;
    const mean = square + xx + yy;
    const variance =
      2 * (xx * xx + yy * yy + 2 * xy * xy) + 4 * (dx * dx * xx + dy * dy * yy + 2 * dx * dy * xy);
    const inverse = 1 / mean;
    const ratio = NEAR_SQUARE * inverse;
    const sd = Math.sqrt(variance) * inverse * THIRD;
    // Two have no more gateways in common than the one that fewer hear.
    if (isBelow(ratio, sd, Math.max(ownLeast, otherLeast))) continue;
    const otherTo = firsts[other + 1] as number;
    let common = 0;
    let sum = 0;
    let squares = 0;
    for (let level = firsts[other] as number; level < otherTo; level++) {
      const gateway = gateways[level] as number;
      const both = hears[gateway] as number;
      const difference = both * ((mine[gateway] as number) - (levels[level] as number));
      common += both;
      sum += difference;
      squares += difference * difference;
    }
    if (common < PLACE_GATEWAYS_MIN) continue;
    const average = sum / common;
    const rms = Math.sqrt(Math.max(0, squares / common - average * average));
    const score = (needed[common] as number) + (perDecibel[common] as number) * rms;
    if (isBelow(ratio, sd, score)) continue;
    nearness[count] = nearnessBy(scoreOf(mean, variance, WITHIN), common, rms, kind);
    noted[count++] = other;
  }
  for (let level = ownFrom; level < ownTo; level++) hears[gateways[level] as number] = 0;
  return count;
}

/** Whether (∛ratio − 1 + sd²) / sd is less than `score`, without the root. A hair below counts as not. */
function isBelow(ratio: number, sd: number, score: number): boolean {
  const root = 1 - sd * sd + score * sd;
  return ratio < root * root * root - HAIR;
}

/** Room for one call at a time. */
const room = {
  /** Who is near the one whose neighbours are asked, and with what probability. */
  passed: new Int32Array(0),
  nearness: new Float64Array(0),
  /** Of each of the crowd: the least score that it could be near anybody with. */
  least: new Float64Array(0),
  /** Levels of the one whose neighbours are asked, by gateway, and 1 where there is one. */
  mine: new Float64Array(GATEWAYS),
  hears: new Uint8Array(GATEWAYS),
  /** By the number of common gateways: the score it takes with levels that do not differ, … */
  needed: new Float64Array(GATEWAYS + 1),
  /** … what each decibel adds to it, … */
  perDecibel: new Float64Array(GATEWAYS + 1),
  /** … and the least that it takes with no more gateways than these. */
  leastScore: new Float64Array(GATEWAYS + 1),
};

function makeRoom(people: number): void {
  if (room.passed.length >= people) return;
  room.passed = new Int32Array(2 * people);
  room.nearness = new Float64Array(2 * people);
  room.least = new Float64Array(2 * people);
}
