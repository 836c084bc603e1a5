/**
 * Posterior: turns one beacon's levels into where it probably is: mean, covariance, and the
 * probability of each zone. Pure but for what it is given to write into; allocates nothing.
 *
 * Coarse cells around the loudest gateway are looked at first; those that could matter are looked
 * at in 2 m or 1 m cells, by how many there are. What a cell says is in `likelihood.ts`, what is
 * known of a carrier's own strength in `strength.ts`.
 */
import { exponentialOf } from "./exponential.ts";
import { COARSE } from "./layer.ts";
import { aim, MOST_HEARD, weigh } from "./likelihood.ts";
import type { RadioMap } from "./radio-map.ts";
import { believe, learnStrength, noStrength, type Strength } from "./strength.ts";
import { comesFar, DUE, forgetWalk, NOWHERE, noMarks } from "./walk.ts";
import type { Zoning } from "./zoning.ts";

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
  readonly marks: number[];
  marked: number;
  stirs: boolean;
  /** What is known of its carrier on this map. */
  strength: Strength | undefined;
}

/** Where it was before, for one who may have walked since: weights it against what is heard now. */
export interface Before {
  place: Place;
  /** How far it may have come, standard deviation, m. */
  spread: number;
  /** It has come far, not only stirred: a body in its way is believed sooner. */
  far: boolean;
}

/** Fewer gateways than this leave a place anywhere: such a session is in a zone, never near. */
export const PLACE_GATEWAYS_MIN = 4;
/** Coarse cells less likely than the best by more than this (e⁻⁹) hold nothing, nats. */
const DEPTH = 9;
/** Up to so many likely coarse cells are looked at in the finest cells, … */
const FINE_UP_TO = 12;
/** … up to so many in middle ones, and more as they are: a place so unsure needs no closer look. */
const MIDDLE_UP_TO = 64;
/** A beacon is not farther from the gateway that hears it loudest, m, whatever it is carried in. */
const REACH = 24;
/** Coarse cells with less than this share inside the bounds are left out. */
const SLIVER = 0.25;
/** How much the past and the present weigh when a place is followed (proximity recipe, walkers). */
const PAST = 0.7;
const PRESENT = 0.6;

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
    marks: noMarks(),
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

/** Puts the coarse cells that could matter into `scratch.kept`, row after row; how many. */
function chooseCells(map: RadioMap, heard: number, before: Before | undefined): number {
  const { scratch, layers, gateways, bounds } = map;
  const coarse = layers[2];
  const { columns, rows, cell, left, top } = coarse.grid;
  const loudest = gateways[scratch.heard[0] as number];
  if (loudest === undefined) return 0;
  aim(map, 2, heard, before?.far ?? false);
  const fromColumn = Math.max(0, Math.floor((loudest.x - REACH - left) / cell));
  const toColumn = Math.floor(
    Math.min(columns - 1, (loudest.x + REACH - left) / cell, (bounds.right - left) / cell - SLIVER),
  );
  const fromRow = Math.max(0, Math.floor((loudest.y - REACH - top) / cell));
  const toRow = Math.floor(
    Math.min(rows - 1, (loudest.y + REACH - top) / cell, (bounds.bottom - top) / cell - SLIVER),
  );
  const { likelihoods, kept } = scratch;
  let best = Number.NEGATIVE_INFINITY;
  for (let row = fromRow; row <= toRow; row++) {
    weigh(map, 2, heard, row * columns + fromColumn, row * columns + toColumn + 1);
    for (let at = row * columns + fromColumn; at <= row * columns + toColumn; at++) {
      let likelihood = likelihoods[at] as number;
      if (before !== undefined) {
        likelihood = follow(
          before,
          likelihood,
          left + (at - row * columns + 0.5) * cell,
          top + (row + 0.5) * cell,
        );
        likelihoods[at] = likelihood;
      }
      if (likelihood > best) best = likelihood;
    }
  }
  const least = best - DEPTH;
  let count = 0;
  for (let row = fromRow; row <= toRow; row++)
    for (let at = row * columns + fromColumn; at <= row * columns + toColumn; at++)
      if ((likelihoods[at] as number) > least) kept[count++] = at;
  scratch.best = best;
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
  const { scratch, layers } = map;
  const { right, bottom } = map.bounds;
  const which = kept <= FINE_UP_TO ? 0 : kept <= MIDDLE_UP_TO ? 1 : 2;
  const layer = layers[which];
  const { columns, cell, left, top } = layer.grid;
  const { likelihoods, linears, totals, believed, best, kept: parents } = scratch;
  const side = COARSE >> which;
  const coarseColumns = layers[2].grid.columns;
  const zoneOf = zoning?.zoneOf[which];
  const mass = zoning?.mass;
  mass?.fill(0);
  aim(map, which, heard, before?.far ?? false);
  const first = parents[0] as number;
  const originX = left + (first % coarseColumns) * side * cell;
  const originY = top + Math.floor(first / coarseColumns) * side * cell;
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = 0;
  let wyy = 0;
  let wxy = 0;
  // The carrier's strength above what was believed, and its square.
  const isLearning = place.strength !== undefined;
  let ws = 0;
  let wss = 0;
  for (let at = 0; at < kept; at++) {
    const parent = parents[at] as number;
    const parentRow = (parent / coarseColumns) | 0;
    const fromRow = parentRow * side;
    const fromColumn = (parent - parentRow * coarseColumns) * side;
    for (let row = fromRow; row < fromRow + side; row++) {
      const y = top + (row + 0.5) * cell;
      if (y > bottom) break;
      const dy = y - originY;
      // A coarse cell that needs no closer look has been looked at already.
      if (which !== 2) {
        const index = row * columns + fromColumn;
        weigh(map, which, heard, index, index + side);
      }
      for (let column = fromColumn; column < fromColumn + side; column++) {
        const x = left + (column + 0.5) * cell;
        if (x > right) break;
        const index = row * columns + column;
        let odds = likelihoods[index] as number;
        if (before !== undefined && which !== 2) odds = follow(before, odds, x, y);
        const each = exponentialOf(odds - best);
        if (isLearning) {
          const total = totals[index] as number;
          const offset = (linears[index] as number) / total;
          ws += each * offset;
          wss += each * (offset * offset + 1 / total);
        }
        const dx = x - originX;
        const eachX = each * dx;
        const eachY = each * dy;
        w += each;
        wx += eachX;
        wy += eachY;
        wxx += eachX * dx;
        wyy += eachY * dy;
        wxy += eachX * dy;
        if (zoneOf !== undefined && mass !== undefined) {
          const zone = zoneOf[index] as number;
          mass[zone] = (mass[zone] as number) + each;
        }
      }
    }
  }
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
  if (mass !== undefined)
    for (let at = 0; at < mass.length; at++) mass[at] = (mass[at] as number) / w;
}

/** Log likelihood of a cell, weighed against where it was. */
const follow = (before: Before, likelihood: number, x: number, y: number): number =>
  PRESENT * likelihood + PAST * pastAt(before, x, y);

/** Log density of where it was, spread by how far it may have come, up to a constant. */
function pastAt({ place, spread }: Before, x: number, y: number): number {
  const xx = place.xx + spread * spread;
  const yy = place.yy + spread * spread;
  const dx = x - place.x;
  const dy = y - place.y;
  const determinant = xx * yy - place.xy * place.xy;
  return (-0.5 * (yy * dx * dx + xx * dy * dy - 2 * place.xy * dx * dy)) / determinant;
}
