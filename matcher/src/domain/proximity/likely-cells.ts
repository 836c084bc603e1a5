/**
 * Likely cells: puts the cells of a map that one beacon may be in into the room that they are weighed in
 * (`weighed.ts`), coarse ones around the loudest gateway first, then finer ones of those that could matter.
 */
import { COARSE } from "./layer.ts";
import { weigh } from "./likelihood.ts";
import type { RadioMap } from "./radio-map.ts";
import { weighed } from "./weighed.ts";

const room = weighed;

/** Where it was before, for one who may have walked since: weights it against what is heard now. */
export interface Before {
  place: {
    readonly x: number;
    readonly y: number;
    readonly xx: number;
    readonly yy: number;
    readonly xy: number;
  };
  /** How far it may have come, standard deviation, m. */
  spread: number;
  /** It has come far, not only stirred: a body in its way is believed sooner. */
  far: boolean;
}

/** Coarse cells less likely than the best by more than this (e⁻⁹) hold nothing, nats. */
const DEPTH = 9;
/** A beacon is not farther from the gateway that hears it loudest, m, whatever it is carried in. */
const REACH = 24;
/** Coarse cells with less than this share inside the bounds are left out. */
const SLIVER = 0.25;
/** How much the past and the present weigh when a place is followed (proximity recipe, walkers). */
const PAST = 0.7;
const PRESENT = 0.6;

/** Weighs the coarse cells in reach and leaves those in the room that could matter; how many. */
export function chooseCells(map: RadioMap, heard: number, before: Before | undefined): number {
  const looked = layOutCoarse(map);
  weighAfter(map, 2, heard, looked, before);
  const { cells, xs, ys, likelihoods, linears, totals } = room;
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < looked; at++)
    if ((likelihoods[at] as number) > best) best = likelihoods[at] as number;
  map.scratch.best = best;
  const least = best - DEPTH;
  let count = 0;
  for (let at = 0; at < looked; at++) {
    const likelihood = likelihoods[at] as number;
    if (!(likelihood > least)) continue;
    cells[count] = cells[at] as number;
    xs[count] = xs[at] as number;
    ys[count] = ys[at] as number;
    likelihoods[count] = likelihood;
    linears[count] = linears[at] as number;
    totals[count++] = totals[at] as number;
  }
  return count;
}

function layOutCoarse({ scratch, layers, gateways, bounds }: RadioMap): number {
  const { columns, rows, cell, left, top } = layers[2].grid;
  const loudest = gateways[scratch.heard[0] as number];
  if (loudest === undefined) return 0;
  const fromColumn = Math.max(0, Math.floor((loudest.x - REACH - left) / cell));
  const toColumn = Math.floor(
    Math.min(columns - 1, (loudest.x + REACH - left) / cell, (bounds.right - left) / cell - SLIVER),
  );
  const fromRow = Math.max(0, Math.floor((loudest.y - REACH - top) / cell));
  const toRow = Math.floor(
    Math.min(rows - 1, (loudest.y + REACH - top) / cell, (bounds.bottom - top) / cell - SLIVER),
  );
  const { cells, xs, ys } = room;
  let count = 0;
  for (let row = fromRow; row <= toRow; row++) {
    const y = top + (row + 0.5) * cell;
    for (let column = fromColumn; column <= toColumn; column++) {
      cells[count] = row * columns + column;
      xs[count] = left + (column + 0.5) * cell;
      ys[count++] = y;
    }
  }
  return count;
}

/** Weighs the cells of a finer layer that the `kept` coarse ones in the room are made of; how many. */
export function lookCloser(
  map: RadioMap,
  which: 0 | 1,
  heard: number,
  kept: number,
  before: Before | undefined,
): number {
  const { layers, bounds } = map;
  const { columns, cell, left, top } = layers[which].grid;
  const side = COARSE >> which;
  const coarseColumns = layers[2].grid.columns;
  const { cells, xs, ys, parents } = room;
  for (let at = 0; at < kept; at++) parents[at] = cells[at] as number;
  let count = 0;
  for (let at = 0; at < kept; at++) {
    const parent = parents[at] as number;
    const parentRow = (parent / coarseColumns) | 0;
    const fromRow = parentRow * side;
    const fromColumn = (parent - parentRow * coarseColumns) * side;
    for (let row = fromRow; row < fromRow + side; row++) {
      const y = top + (row + 0.5) * cell;
      if (y > bounds.bottom) break;
      for (let column = fromColumn; column < fromColumn + side; column++) {
        const x = left + (column + 0.5) * cell;
        if (x > bounds.right) break;
        cells[count] = row * columns + column;
        xs[count] = x;
        ys[count++] = y;
      }
    }
  }
  weighAfter(map, which, heard, count, before);
  return count;
}

function weighAfter(
  map: RadioMap,
  which: 0 | 1 | 2,
  heard: number,
  count: number,
  before: Before | undefined,
): void {
  weigh(map, which, heard, count, before?.far ?? false);
  if (before !== undefined) follow(before, count);
}

/** Adds the log density of where it was, spread by how far it may have come, up to a constant. */
function follow({ place, spread }: Before, count: number): void {
  const { xs, ys, likelihoods } = room;
  const { x, y, xy } = place;
  const xx = place.xx + spread * spread;
  const yy = place.yy + spread * spread;
  const share = (-0.5 * PAST) / (xx * yy - xy * xy);
  for (let at = 0; at < count; at++) {
    const dx = (xs[at] as number) - x;
    const dy = (ys[at] as number) - y;
    const past = share * (yy * dx * dx + xx * dy * dy - 2 * xy * dx * dy);
    likelihoods[at] = PRESENT * (likelihoods[at] as number) + past;
  }
}
