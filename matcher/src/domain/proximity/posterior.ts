/**
 * Posterior: turns one beacon's levels into where it probably is: mean, covariance, and the
 * probability of each zone. Pure but for what it is given to write into; allocates nothing.
 *
 * Coarse cells around the loudest gateway are looked at first; those that could matter are looked
 * at in 2 m or 1 m cells, by how many there are. Which these are is in `likely-cells.ts`, what a cell
 * says in `likelihood.ts`, what is known of a carrier's own strength in `strength.ts`.
 */
import { exponentialOf } from "./exponential.ts";
import { type Before, chooseCells, lookCloser } from "./likely-cells.ts";
import type { RadioMap } from "./radio-map.ts";
import { believe, learnStrength, noStrength, type Strength } from "./strength.ts";
import { comesFar, DUE, forgetWalk, NOWHERE } from "./walk.ts";
import { MOST_HEARD, weighed } from "./weighed.ts";
import type { Zoning } from "./zoning.ts";

const room = weighed;

/** Where a beacon is, m and m²; `levels` in dBm by gateway, NaN where absent. */
export interface Place {
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
  readonly levels: Float32Array;
  /** How many gateways have a level. */
  hearing: number;
  /** Where it had last come to, cm, and for how long it has come no farther, ms (`walk.ts`). */
  fromX: number;
  fromY: number;
  stayed: number;
  /** What it sounded like some seconds ago, how long that has been, ms, and whether that was new. */
  loudest: number;
  nextLoudest: number;
  marked: number;
  stirs: boolean;
  /** What is known of its carrier on this map. */
  strength: Strength | undefined;
}

/** Fewer gateways than this leave a place anywhere: such a session is in a zone, never near. */
export const PLACE_GATEWAYS_MIN = 4;
/** Up to so many likely coarse cells are looked at in the finest cells, … */
const FINE_UP_TO = 12;
/** … up to so many in middle ones, and more as they are: a place so unsure needs no closer look. */
const MIDDLE_UP_TO = 64;
/** What a place takes for each gateway of its venue, bytes. */
export const PLACE_BYTES = 4;

/** Which gateways have a level is not noted beside: a view of its own would take 150 bytes. */
export function noPlace(
  gateways: number,
  buffer: ArrayBuffer = new ArrayBuffer(PLACE_BYTES * gateways),
  from = 0,
): Place {
  return {
    x: 0,
    y: 0,
    xx: 0,
    yy: 0,
    xy: 0,
    levels: new Float32Array(buffer, from, gateways).fill(Number.NaN),
    hearing: 0,
    fromX: 0,
    fromY: 0,
    stayed: NOWHERE,
    loudest: 0,
    nextLoudest: 0,
    marked: DUE,
    stirs: false,
    strength: undefined,
  };
}

/** As if it had never been anywhere. */
export function forgetPlace(place: Place): void {
  place.levels.fill(Number.NaN);
  place.hearing = 0;
  place.strength = undefined;
  forgetWalk(place);
}

/** Writes where `place.levels` speak for into `place`; false when too few gateways hear. */
export function findPlace(
  map: RadioMap,
  place: Place,
  zoning?: Zoning | undefined,
  before?: Before | undefined,
): boolean {
  const heard = chooseHeard(map, place);
  if (heard < PLACE_GATEWAYS_MIN) return false;
  const { strengths } = map;
  if (strengths !== undefined) {
    if (place.strength?.among !== strengths) place.strength = noStrength(strengths);
    believe(place.strength, map.scratch.believed);
  }
  const kept = chooseCells(map, heard, before);
  if (kept === 0) return false;
  sum(map, heard, kept, place, zoning, before);
  return true;
}

/** Puts the loudest gateways into the scratch, loudest first; how many. */
function chooseHeard({ scratch }: RadioMap, place: Place): number {
  const from = place.levels;
  place.hearing = 0;
  const { heard, levels } = scratch;
  let count = 0;
  for (let gateway = 0; gateway < from.length; gateway++) {
    const level = from[gateway] as number;
    if (Number.isNaN(level)) continue;
    place.hearing++;
    if (count === MOST_HEARD && level <= (levels[count - 1] as number)) continue;
    let at = count < MOST_HEARD ? count++ : count - 1;
    for (; at > 0 && (levels[at - 1] as number) < level; at--) {
      levels[at] = levels[at - 1] as number;
      heard[at] = heard[at - 1] as number;
    }
    levels[at] = level;
    heard[at] = gateway;
  }
  return count;
}

/** Sums over the cells that the kept ones are made of, coordinates counted from the first of them. */
function sum(
  map: RadioMap,
  heard: number,
  kept: number,
  place: Place,
  zoning: Zoning | undefined,
  before: Before | undefined,
): void {
  const which = kept <= FINE_UP_TO ? 0 : kept <= MIDDLE_UP_TO ? 1 : 2;
  const { cell } = map.layers[which].grid;
  const { believed } = map.scratch;
  const zoneOf = zoning?.zoneOf[which];
  const mass = zoning?.mass;
  mass?.fill(0);
  const originX = room.xs[0] as number;
  const originY = room.ys[0] as number;
  // Coarse cells that need no closer look have been looked at already.
  const count = which === 2 ? kept : lookCloser(map, which, heard, kept, before);
  addUp(map, count, originX, originY, place.strength !== undefined);
  if (zoneOf !== undefined && mass !== undefined) spreadOver(zoneOf, mass, count, sums.w);
  const { w, wx, wy, wxx, wyy, wxy, ws, wss } = sums;
  const mx = wx / w;
  const my = wy / w;
  // The spread inside one cell: a place is never surer than its grid.
  const inside = (cell * cell) / 12;
  place.x = originX + mx;
  place.y = originY + my;
  place.xx = wxx / w - mx * mx + inside;
  place.yy = wyy / w - my * my + inside;
  place.xy = wxy / w - mx * my;
  const far = comesFar(place);
  if (place.strength !== undefined) {
    const more = ws / w;
    learnStrength(place.strength, believed.mean + more, wss / w - more * more, believed, far);
  }
}

/** What comes of all cells: weights, coordinates from the first, and the strength above what was believed. */
const sums = { w: 0, wx: 0, wy: 0, wxx: 0, wyy: 0, wxy: 0, ws: 0, wss: 0 };

/** Apart from the place, so that no change to one makes the compiler begin this loop anew. */
function addUp(
  { bounds, scratch }: RadioMap,
  count: number,
  originX: number,
  originY: number,
  isLearning: boolean,
): void {
  const { right, bottom } = bounds;
  const { best } = scratch;
  const { xs, ys, likelihoods, linears, totals, likely } = room;
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = 0;
  let wyy = 0;
  let wxy = 0;
  let ws = 0;
  let wss = 0;
  for (let at = 0; at < count; at++) {
    const x = xs[at] as number;
    const y = ys[at] as number;
    const isOut = x > right || y > bottom;
    const each = isOut ? 0 : exponentialOf((likelihoods[at] as number) - best);
    likely[at] = each;
    if (isLearning) {
      const total = totals[at] as number;
      const offset = (linears[at] as number) / total;
      ws += each * offset;
      wss += each * (offset * offset + 1 / total);
    }
    const dx = x - originX;
    const dy = y - originY;
    const eachX = each * dx;
    const eachY = each * dy;
    w += each;
    wx += eachX;
    wy += eachY;
    wxx += eachX * dx;
    wyy += eachY * dy;
    wxy += eachX * dy;
  }
  sums.w = w;
  sums.wx = wx;
  sums.wy = wy;
  sums.wxx = wxx;
  sums.wyy = wyy;
  sums.wxy = wxy;
  sums.ws = ws;
  sums.wss = wss;
}

function spreadOver(zoneOf: Uint16Array, mass: Float64Array, count: number, whole: number): void {
  const { cells, likely } = room;
  for (let at = 0; at < count; at++) {
    const zone = zoneOf[cells[at] as number] as number;
    mass[zone] = (mass[zone] as number) + (likely[at] as number) / whole;
  }
}
