/**
 * Likelihood: how well one beacon's levels fit one cell of a map. Pure but for the map's scratch;
 * allocates nothing.
 *
 * Gaussian per gateway, a carrier's own strength (a pocket, another model) taken out in closed form:
 * with w = 1/variance, S = Σ w, M = Σ w r and the strength's own weight o, the sum of squares
 * Q = Σ w r² loses M² / (S + o).
 *
 * A body beside the carrier takes some 10 dB from every gateway behind it (whole human bodies at
 * 2.4 GHz: 8 to 20 dB). A cell is also judged as if one quarter of the compass were behind a body:
 * with D dB added to the residuals of a sector s, M grows by D S_s and Q by 2 D M_s + D² S_s, so that
 * eight quarters cost eight divisions. The best is taken, at the price of a body that is seldom there.
 */
import { cellsOf } from "./layer.ts";
import { type RadioMap, SECTORS } from "./radio-map.ts";

/** What a body takes, dB. */
const BODY = 10;
/** One moment in four has a body in the way, on one of eight sides: ln 24 nats. */
const BODY_PRICE = 3.2;

/**
 * Where carriers are alike one in fifty is still a stranger: deep in a bag, another model. Its
 * strength has a standard deviation of 6 dB, 1/dB², which costs ln 50 + ln (6 / 1.3) nats to believe.
 */
const STRANGER = 1 / 36;
const STRANGER_PRICE = 5.4;

/** Points the scratch at the layer that `likelihoodAt` is asked about next. */
export function aim({ scratch, layers }: RadioMap, which: 0 | 1 | 2, heard: number): void {
  const cells = cellsOf(layers[which].grid);
  for (let at = 0; at < heard; at++) scratch.bases[at] = (scratch.heard[at] as number) * cells;
}

/** Log likelihood of one cell, up to a constant; leaves the strength that fits in `scratch.cell`. */
export function likelihoodAt(map: RadioMap, which: 0 | 1 | 2, heard: number, cell: number): number {
  const { bases, levels, believed, cell: fits } = map.scratch;
  const { mean, weight } = map.layers[which];
  const strength = believed.mean;
  let total = believed.weight;
  let linear = 0;
  let square = 0;
  for (let at = 0; at < heard; at++) {
    const index = (bases[at] as number) + cell;
    const each = weight[index] as number;
    const residual = (levels[at] as number) - (mean[index] as number) - strength;
    const weighed = each * residual;
    total += each;
    linear += weighed;
    square += weighed * residual;
  }
  const squared = linear * linear;
  let misfit = square - squared / total;
  fits[0] = linear;
  fits[1] = total;
  if (believed.weight > STRANGER) {
    const loose = total - believed.weight + STRANGER;
    const strange = square - squared / loose + 2 * STRANGER_PRICE;
    if (strange < misfit) {
      misfit = strange;
      fits[1] = loose;
    }
  }
  const bearings = map.bearings?.[which];
  // A body explains no more than all that is amiss.
  if (bearings === undefined || misfit <= 2 * BODY_PRICE) return -0.5 * misfit;
  return -0.5 * shaded(map, which, heard, cell, linear, total, square, misfit);
}

/** The least misfit with a body on any side or on none. */
function shaded(
  { scratch, layers, bearings }: RadioMap,
  which: 0 | 1 | 2,
  heard: number,
  cell: number,
  linear: number,
  total: number,
  square: number,
  clear: number,
): number {
  const { bases, levels, believed, sectorSum, sectorWeight, cell: fits } = scratch;
  const { mean, weight } = layers[which];
  const sides = bearings?.[which] as Uint8Array;
  sectorSum.fill(0);
  sectorWeight.fill(0);
  for (let at = 0; at < heard; at++) {
    const index = (bases[at] as number) + cell;
    const each = weight[index] as number;
    const side = sides[index] as number;
    sectorWeight[side] = (sectorWeight[side] as number) + each;
    sectorSum[side] =
      (sectorSum[side] as number) +
      each * ((levels[at] as number) - (mean[index] as number) - believed.mean);
  }
  sectorSum[SECTORS] = sectorSum[0] as number;
  sectorWeight[SECTORS] = sectorWeight[0] as number;
  let least = clear;
  for (let side = 0; side < SECTORS; side++) {
    const behind = (sectorWeight[side] as number) + (sectorWeight[side + 1] as number);
    const sum = (sectorSum[side] as number) + (sectorSum[side + 1] as number);
    const raised = linear + BODY * behind;
    const misfit =
      square + 2 * BODY * sum + BODY * BODY * behind - (raised * raised) / total + 2 * BODY_PRICE;
    if (misfit >= least) continue;
    least = misfit;
    fits[0] = raised;
    fits[1] = total;
  }
  return least;
}
