/**
 * Close: hands on every pair of a crowd that is near with at least some log odds, out of those whose
 * places lie in the same or touching squares. Never all pairs. Pure but for its own room, which is
 * kept between calls: a pair costs no allocation.
 *
 * The crowd is laid out square after square, so that all neighbours of one lie in two stretches of a
 * few flat arrays. What is asked of a pair first is cheap and never wrong: the cube root of Wilson
 * and Hilferty is monotone, so that "is the score at least t" needs no root, and the exponential of
 * the logistic is spared in the same way. Only who passes is handed on, some one in ten, with the
 * probability that comes of what is at hand already: the places themselves lie all over the heap.
 */
import { nearnessBy, scoreNeeded, WITHIN } from "../nearness.ts";
import { scoreOf } from "./pair.ts";
import { PLACE_GATEWAYS_MIN, type Place } from "./posterior.ts";
import type { MapKind } from "./radio-map.ts";

/** Two places farther apart than this are not near with any probability worth holding, m. */
const SQUARE = 5;
/** Squares of a crowd: 1.6 km² of 5 m; larger venues have larger ones. */
const MAX_SQUARES = 65_536;
/** Gateways of a venue at most. */
const GATEWAYS = 256;
/** Numbers of each in a layout, and which of them is the least score. */
const NUMBERS = 6;
const LEAST = 5;
const THIRD = 1 / 3;
/** Rounding of the two ways to ask for a score; what is let through by it is judged again. */
const HAIR = 1e-9;

/** Log odds that count as near, of places on a map of this kind. */
export interface Asked {
  readonly odds: number;
  readonly kind: MapKind;
}

/** Who is where, square after square. */
interface Layout {
  /** First in each square, by square; one more at the end. */
  readonly starts: Int32Array;
  /** Number in `all` of each. */
  readonly who: Int32Array;
  /** Six numbers of each: x, y, xx, yy, xy, and the least score that it could be near anybody with. */
  readonly places: Float64Array;
  /** First level of each in the two below; one more at the end. */
  readonly from: Int32Array;
  readonly gateways: Uint16Array;
  readonly levels: Float32Array;
  readonly columns: number;
  readonly rows: number;
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
  needScores(asked);
  const layout = layOut(all, placeOf);
  if (layout === undefined) return 0;
  const { starts, columns, rows, who } = layout;
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
        const first = meet(layout, at, at + 1, along, asked, 0);
        const passed = meet(layout, at, belowFrom, belowTo, asked, first);
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

/** Writes which scores it takes to be near with these odds, by the number of common gateways. */
function needScores({ odds, kind }: Asked): void {
  let least = Number.POSITIVE_INFINITY;
  for (let common = 0; common <= GATEWAYS; common++) {
    const alike = scoreNeeded(odds, common, 0, kind);
    room.needed[common] = alike;
    room.perDecibel[common] = scoreNeeded(odds, common, 1, kind) - alike;
    least = Math.min(least, alike);
    room.leastScore[common] = least;
  }
}

/** Notes who of `from` to `to` is near `at`, after the `passed` noted before; how many now. */
function meet(
  { places, from: firsts, gateways, levels }: Layout,
  at: number,
  from: number,
  to: number,
  { kind }: Asked,
  passed: number,
): number {
  const { passed: noted, nearness, mine, hears, needed, perDecibel } = room;
  const x = places[NUMBERS * at] as number;
  const y = places[NUMBERS * at + 1] as number;
  const ownXx = places[NUMBERS * at + 2] as number;
  const ownYy = places[NUMBERS * at + 3] as number;
  const ownXy = places[NUMBERS * at + 4] as number;
  const ownLeast = places[NUMBERS * at + LEAST] as number;
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
    const otherLeast = places[first + LEAST] as number;
    const square = dx * dx + dy * dy;
    const mean = square + xx + yy;
    const variance =
      2 * (xx * xx + yy * yy + 2 * xy * xy) + 4 * (dx * dx * xx + dy * dy * yy + 2 * dx * dy * xy);
    const inverse = 1 / mean;
    const ratio = WITHIN * WITHIN * inverse;
    const sd = Math.sqrt(variance) * inverse * THIRD;
    // Two have no more gateways in common than the one that fewer hear.
    if (isBelow(ratio, sd, ownLeast > otherLeast ? ownLeast : otherLeast)) continue;
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

/** Room for one crowd at a time, twice as much whenever it is too small. */
const room = {
  starts: new Int32Array(0),
  who: new Int32Array(0),
  places: new Float64Array(0),
  from: new Int32Array(0),
  gateways: new Uint16Array(0),
  levels: new Float32Array(0),
  /** Square of each of `all`; −1 without a place. */
  squares: new Int32Array(0),
  passed: new Int32Array(0),
  nearness: new Float64Array(0),
  /** Levels of the one whose neighbours are asked, by gateway, and 1 where there is one. */
  mine: new Float64Array(GATEWAYS),
  hears: new Uint8Array(GATEWAYS),
  /**
   * By the number of common gateways: the score that two need whose levels do not differ, what each
   * decibel adds to it, and the least that it takes with no more gateways than these.
   */
  needed: new Float64Array(GATEWAYS + 1),
  perDecibel: new Float64Array(GATEWAYS + 1),
  leastScore: new Float64Array(GATEWAYS + 1),
};

function layOut<T>(all: readonly T[], placeOf: (each: T) => Place | undefined): Layout | undefined {
  let [count, heard] = [0, 0];
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of all) {
    const place = placeOf(each);
    if (place === undefined) continue;
    count++;
    heard += place.hearing;
    if (place.x < left) left = place.x;
    if (place.x > right) right = place.x;
    if (place.y < top) top = place.y;
    if (place.y > bottom) bottom = place.y;
  }
  if (count < 2) return undefined;
  const side = sideFor(right - left, bottom - top);
  const columns = Math.floor((right - left) / side) + 1;
  const rows = Math.floor((bottom - top) / side) + 1;
  makeRoom(all.length, heard, columns * rows);
  const { starts, squares, who, places, from, gateways, levels } = room;
  starts.fill(0, 0, columns * rows + 1);
  for (let at = 0; at < all.length; at++) {
    const place = placeOf(all[at] as T);
    const square =
      place === undefined
        ? -1
        : Math.floor((place.y - top) / side) * columns + Math.floor((place.x - left) / side);
    squares[at] = square;
    if (square >= 0) starts[square + 1] = (starts[square + 1] as number) + 1;
  }
  for (let square = 0; square < columns * rows; square++)
    starts[square + 1] = (starts[square + 1] as number) + (starts[square] as number);
  // From behind, each start being moved down from the end of its square.
  for (let at = all.length - 1; at >= 0; at--) {
    const square = squares[at] as number;
    if (square < 0) continue;
    const to = (starts[square + 1] as number) - 1;
    starts[square + 1] = to;
    who[to] = at;
  }
  // Each start is now that of the square before.
  starts.copyWithin(0, 1, columns * rows + 1);
  starts[columns * rows] = count;
  let level = 0;
  for (let at = 0; at < count; at++) {
    const place = placeOf(all[who[at] as number] as T) as Place;
    places[NUMBERS * at] = place.x;
    places[NUMBERS * at + 1] = place.y;
    places[NUMBERS * at + 2] = place.xx;
    places[NUMBERS * at + 3] = place.yy;
    places[NUMBERS * at + 4] = place.xy;
    places[NUMBERS * at + LEAST] = room.leastScore[place.hearing] as number;
    from[at] = level;
    for (let each = 0; each < place.hearing; each++) {
      const gateway = place.heard[each] as number;
      gateways[level] = gateway;
      levels[level++] = place.levels[gateway] as number;
    }
  }
  from[count] = level;
  return { starts, who, places, from, gateways, levels, columns, rows };
}

const sideFor = (width: number, depth: number): number => {
  let side = SQUARE;
  while ((width / side + 1) * (depth / side + 1) > MAX_SQUARES) side *= 2;
  return side;
};

function makeRoom(people: number, heard: number, squares: number): void {
  if (room.starts.length < squares + 1) room.starts = new Int32Array(2 * (squares + 1));
  if (room.levels.length < heard) {
    room.levels = new Float32Array(2 * heard);
    room.gateways = new Uint16Array(2 * heard);
  }
  if (room.who.length >= people) return;
  room.who = new Int32Array(2 * people);
  room.squares = new Int32Array(2 * people);
  room.passed = new Int32Array(2 * people);
  room.nearness = new Float64Array(2 * people);
  room.places = new Float64Array(NUMBERS * 2 * people);
  room.from = new Int32Array(2 * people + 1);
}
