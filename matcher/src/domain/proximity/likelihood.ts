/**
 * Likelihood: how well one beacon's levels fit the cells of a map. Pure but for the map's scratch and
 * room of its own; allocates nothing.
 *
 * Gaussian per gateway, a carrier's own strength (a pocket, another model) taken out in closed form:
 * with w = 1/variance, S = Σ w, M = Σ w r and the strength's own weight o, the sum of squares
 * Q = Σ w r² loses M² / (S + o).
 *
 * A body beside the carrier takes some 10 dB from every gateway behind it (whole human bodies at
 * 2.4 GHz: 8 to 20 dB). A cell is also judged as if one quarter of the compass were behind a body:
 * with D dB added to the residuals of a sector s, M grows by D S_s and Q by 2 D M_s + D² S_s, so that
 * eight quarters cost no second look at the gateways. The best is taken, at the price of a body that is
 * seldom there. Of one who walks the depth is open as well: levels follow a body within seconds, and
 * the best D, with a spread around 10 dB, makes the misfit a square less (b² / a below).
 */
import { cellsOf } from "./layer.ts";
import { type RadioMap, SECTORS } from "./radio-map.ts";

/** What a body takes, dB. */
const BODY = 10;
/** One moment in four has a body in the way, on one of eight sides: ln 24 nats. */
const BODY_PRICE = 3.2;
/**
 * Whoever walks has one in the way as likely as not, its own or somebody's who is passed: ln 8 nats. Of
 * who stands a body could not be told from fading that stands still.
 */
const WALKER_BODY_PRICE = Math.log(8);
/** One over the variance of what a body takes of a walker's levels, 1/dB²: 8 to 20 dB, or on the way there. */
const WALKER_BODY = 1 / 25;

/**
 * Where carriers are alike one in fifty is still a stranger: deep in a bag, another model. Its
 * strength has a standard deviation of 6 dB, 1/dB², which costs ln 50 + ln (6 / 1.3) nats to believe.
 */
const STRANGER = 1 / 36;
const STRANGER_PRICE = 5.4;

/** The loudest so many say where it is; more gateways cost time and add nothing. */
export const MOST_HEARD = 32;

/**
 * Of the gateways that hear it: where their cells begin in the layer, and levels. This room is the
 * module's own: compiled code then need not ask where it is and how long.
 */
const bases = new Int32Array(MOST_HEARD);
const levels = new Float64Array(MOST_HEARD);
/** Weighted residuals by eighth of the compass, and weights; nine, so that 8 wraps to 0. Zero between cells. */
const sectorSum = new Float64Array(SECTORS + 1);
const sectorWeight = new Float64Array(SECTORS + 1);

/** Whether the beacon that is looked for has come far of late. */
let walks = false;

/** Makes ready for `weigh` on a layer: the first `heard` gateways of the scratch, of one who walks or not. */
export function aim(
  { scratch, layers }: RadioMap,
  which: 0 | 1 | 2,
  heard: number,
  isWalker: boolean,
): void {
  walks = isWalker;
  const cells = cellsOf(layers[which].grid);
  for (let at = 0; at < heard; at++) {
    bases[at] = (scratch.heard[at] as number) * cells;
    levels[at] = scratch.levels[at] as number;
  }
}

/**
 * Writes the log likelihoods of the cells `from` to `to`, up to a constant, into the scratch; with
 * them, where carriers' strengths count, what the carrier's would be in each. A stretch of a row at a
 * time: asked cell by cell, half the time would go into finding out anew where everything is.
 */
export function weigh(
  { scratch, layers, bearings }: RadioMap,
  which: 0 | 1 | 2,
  heard: number,
  from: number,
  to: number,
): void {
  const { believed, likelihoods, linears, totals } = scratch;
  const { mean, weight } = layers[which];
  const sides = bearings?.[which];
  const strength = believed.mean;
  const known = believed.weight;
  for (let cell = from; cell < to; cell++) {
    let total = known;
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
      if (sides === undefined) continue;
      const side = sides[index] as number;
      sectorWeight[side] = (sectorWeight[side] as number) + each;
      sectorSum[side] = (sectorSum[side] as number) + weighed;
    }
    const squared = linear * linear;
    let misfit = square - squared / total;
    if (known > 0) {
      let counted = total;
      if (known > STRANGER) {
        const loose = total - known + STRANGER;
        const strange = square - squared / loose + 2 * STRANGER_PRICE;
        if (strange < misfit) {
          misfit = strange;
          counted = loose;
        }
      }
      linears[cell] = linear;
      totals[cell] = counted;
    }
    if (sides !== undefined)
      misfit = walks
        ? shadedWalking(scratch, cell, linear, total, square, misfit)
        : shaded(scratch, cell, linear, total, square, misfit);
    likelihoods[cell] = -0.5 * misfit;
  }
}

/**
 * The least misfit with a body on any side or on none, `clear`. Sectors are emptied on the way, since
 * `fill` is a call out of compiled code; the best side is found with one division for all.
 */
function shaded(
  { linears, totals }: RadioMap["scratch"],
  cell: number,
  linear: number,
  total: number,
  square: number,
  clear: number,
): number {
  const inverse = 1 / total;
  let weightHere = sectorWeight[0] as number;
  let sumHere = sectorSum[0] as number;
  sectorWeight[SECTORS] = weightHere;
  sectorSum[SECTORS] = sumHere;
  let least = clear - 2 * BODY_PRICE;
  let changed = Number.POSITIVE_INFINITY;
  let raised = 0;
  for (let side = 1; side <= SECTORS; side++) {
    const weightNext = sectorWeight[side] as number;
    const sumNext = sectorSum[side] as number;
    sectorWeight[side] = 0;
    sectorSum[side] = 0;
    const behind = weightHere + weightNext;
    const change = square + 2 * BODY * (sumHere + sumNext) + BODY * BODY * behind;
    const lifted = linear + BODY * behind;
    const misfit = change - lifted * lifted * inverse;
    if (misfit < least) {
      least = misfit;
      changed = change;
      raised = lifted;
    }
    weightHere = weightNext;
    sumHere = sumNext;
  }
  sectorWeight[0] = 0;
  sectorSum[0] = 0;
  const misfit = changed - (raised * raised) / total + 2 * BODY_PRICE;
  if (misfit >= clear) return clear;
  linears[cell] = raised;
  totals[cell] = total;
  return misfit;
}

/** `shaded` for one who walks: any side, any depth. Apart from it, as those who stand need no division a side. */
function shadedWalking(
  { linears, totals }: RadioMap["scratch"],
  cell: number,
  linear: number,
  total: number,
  square: number,
  clear: number,
): number {
  const inverse = 1 / total;
  const share = linear * inverse;
  let weightHere = sectorWeight[0] as number;
  let sumHere = sectorSum[0] as number;
  sectorWeight[SECTORS] = weightHere;
  sectorSum[SECTORS] = sumHere;
  let most = 0;
  let raised = 0;
  for (let side = 1; side <= SECTORS; side++) {
    const weightNext = sectorWeight[side] as number;
    const sumNext = sectorSum[side] as number;
    sectorWeight[side] = 0;
    sectorSum[side] = 0;
    const behind = weightHere + weightNext;
    const a = WALKER_BODY + behind - behind * behind * inverse;
    const b = WALKER_BODY * BODY - sumHere - sumNext + behind * share;
    const less = (b * b) / a;
    if (less > most) {
      most = less;
      raised = linear + (b / a) * behind;
    }
    weightHere = weightNext;
    sumHere = sumNext;
  }
  sectorWeight[0] = 0;
  sectorSum[0] = 0;
  const misfit = square + WALKER_BODY * BODY * BODY - linear * share - most + 2 * WALKER_BODY_PRICE;
  if (misfit >= clear) return clear;
  linears[cell] = raised;
  totals[cell] = total;
  return misfit;
}
