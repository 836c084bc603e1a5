/**
 * Crowd: lays people out by where they are, square after square, so that all neighbours of one lie in
 * two stretches of a few flat arrays. Pure but for its own room, which is kept between calls.
 */
import type { Place } from "./posterior.ts";

/** Two places farther apart than this are not near with any probability worth holding, m. */
const SQUARE = 5;
/** Squares of a crowd: 1.6 km² of 5 m; larger venues have larger ones. */
const MAX_SQUARES = 65_536;

/** Numbers of each in a crowd's `places`. */
export const NUMBERS = 5;

/** Who is where, square after square. */
export interface Crowd {
  /** First in each square, by square; one more at the end. */
  readonly starts: Int32Array;
  /** Number in `all` of each. */
  readonly who: Int32Array;
  /** Five numbers of each: x, y, xx, yy, xy. */
  readonly places: Float64Array;
  /** First level of each in the two below; one more at the end. */
  readonly from: Int32Array;
  readonly gateways: Uint16Array;
  readonly levels: Float32Array;
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Room for one crowd at a time, twice as much whenever it is too small. It is handed on itself: a new object
 * for each crowd makes the compiler throw away what it had made of `meet`, at times for good.
 */
const room = {
  starts: new Int32Array(0),
  who: new Int32Array(0),
  places: new Float64Array(0),
  from: new Int32Array(0),
  gateways: new Uint16Array(0),
  levels: new Float32Array(0),
  /** Square of each of `all`; −1 without a place. */
  squares: new Int32Array(0),
  count: 0,
  columns: 0,
  rows: 0,
};

/** Those of `all` who have a place; undefined when nobody has company. Holds until the next call. */
export function layOut<T>(
  all: readonly T[],
  placeOf: (each: T) => Place | undefined,
): Crowd | undefined {
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
    from[at] = level;
    for (let gateway = 0; gateway < place.levels.length; gateway++) {
      const heardAt = place.levels[gateway] as number;
      if (Number.isNaN(heardAt)) continue;
      gateways[level] = gateway;
      levels[level++] = heardAt;
    }
  }
  from[count] = level;
  room.count = count;
  room.columns = columns;
  room.rows = rows;
  return room;
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
  room.places = new Float64Array(NUMBERS * 2 * people);
  room.from = new Int32Array(2 * people + 1);
}
