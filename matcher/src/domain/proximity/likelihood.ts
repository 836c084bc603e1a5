/**
 * Likelihood: how well one beacon's levels fit the cells of a map. Pure but for the room that the cells
 * are given in and the answer is left in (`weighed.ts`); allocates nothing.
 *
 * Gaussian per gateway, a carrier's own strength (a pocket, another model) taken out in closed form:
 * with w = 1/variance, S = Σ w, M = Σ w r and the strength's own weight o, the sum of squares
 * Q = Σ w r² loses M² / (S + o). What a body beside the carrier changes is in `body.ts`.
 */
import { besideBody, besideBodyWalking } from "./body.ts";
import { cellsOf, type Layer } from "./layer.ts";
import type { RadioMap } from "./radio-map.ts";
import { EACH, weighed } from "./weighed.ts";

const room = weighed;

/**
 * Where carriers are alike one in fifty is still a stranger: deep in a bag, another model. Its
 * strength has a standard deviation of 6 dB, 1/dB², which costs ln 50 + ln (6 / 1.3) nats to believe.
 */
const STRANGER = 1 / 36;
const STRANGER_PRICE = 5.4;

/**
 * Writes the log likelihoods of the first `count` cells in the room, up to a constant, of one who is heard
 * by the first `heard` gateways of the scratch and who walks or not; with them, where carriers' strengths
 * count, what the carrier's would be in each.
 */
export function weigh(
  { scratch, layers, bearings }: RadioMap,
  which: 0 | 1 | 2,
  heard: number,
  count: number,
  walks: boolean,
): void {
  const layer = layers[which];
  const { mean, weight } = scratch.believed;
  const { bases, levels } = room;
  const cells = cellsOf(layer.grid);
  for (let at = 0; at < heard; at++) {
    bases[at] = (scratch.heard[at] as number) * cells;
    levels[at] = (scratch.levels[at] as number) - mean;
  }
  const sides = bearings?.[which];
  if (sides === undefined) gather(layer, heard, count, weight);
  else gatherBySide(layer, sides, heard, count, weight);
  fit(count, weight);
  if (sides === undefined) return;
  if (walks) besideBodyWalking(count);
  else besideBody(count);
}

/** Sums over the gateways, cell by cell; `known` is the weight of what is believed of the strength. */
function gather({ mean, weight }: Layer, heard: number, count: number, known: number): void {
  const { cells, bases, levels, linears, weights, squares } = room;
  for (let at = 0; at < count; at++) {
    const cell = cells[at] as number;
    let total = 0;
    let linear = 0;
    let square = 0;
    for (let one = 0; one < heard; one++) {
      const index = (bases[one] as number) + cell;
      const each = weight[index] as number;
      const residual = (levels[one] as number) - (mean[index] as number);
      const part = each * residual;
      total += each;
      linear += part;
      square += part * residual;
    }
    weights[at] = known + total;
    linears[at] = linear;
    squares[at] = square;
  }
}

/**
 * The same, with the sums of each eighth of the compass. Two cells at a time, since what is asked of an
 * array before it is read is asked once for both; with an odd number the last is there twice.
 */
function gatherBySide(
  { mean, weight }: Layer,
  sides: Uint8Array,
  heard: number,
  count: number,
  known: number,
): void {
  const { cells, bases, levels, linears, weights, squares, sectors } = room;
  sectors.fill(0, 0, (count + 1) * EACH);
  cells[count] = cells[count - 1] as number;
  for (let at = 0; at < count; at += 2) {
    const cell = cells[at] as number;
    const next = cells[at + 1] as number;
    const from = at * EACH;
    const nextFrom = from + EACH;
    let total = 0;
    let linear = 0;
    let square = 0;
    let nextTotal = 0;
    let nextLinear = 0;
    let nextSquare = 0;
    for (let one = 0; one < heard; one++) {
      const base = bases[one] as number;
      const level = levels[one] as number;
      const index = base + cell;
      const each = weight[index] as number;
      const residual = level - (mean[index] as number);
      const part = each * residual;
      total += each;
      linear += part;
      square += part * residual;
      const nextIndex = base + next;
      const nextEach = weight[nextIndex] as number;
      const nextResidual = level - (mean[nextIndex] as number);
      const nextPart = nextEach * nextResidual;
      nextTotal += nextEach;
      nextLinear += nextPart;
      nextSquare += nextPart * nextResidual;
      const side = from + 2 * (sides[index] as number);
      const nextSide = nextFrom + 2 * (sides[nextIndex] as number);
      sectors[side] = (sectors[side] as number) + each;
      sectors[side + 1] = (sectors[side + 1] as number) + part;
      sectors[nextSide] = (sectors[nextSide] as number) + nextEach;
      sectors[nextSide + 1] = (sectors[nextSide + 1] as number) + nextPart;
    }
    weights[at] = known + total;
    linears[at] = linear;
    squares[at] = square;
    weights[at + 1] = known + nextTotal;
    linears[at + 1] = nextLinear;
    squares[at + 1] = nextSquare;
  }
}

/** Takes the carrier's strength out, as it is believed or as a stranger's. */
function fit(count: number, known: number): void {
  const { likelihoods, linears, totals, weights, squares } = room;
  const loosened = STRANGER - known;
  for (let at = 0; at < count; at++) {
    const total = weights[at] as number;
    const square = squares[at] as number;
    const linear = linears[at] as number;
    const squared = linear * linear;
    let misfit = square - squared / total;
    let counted = total;
    if (loosened < 0) {
      const loose = total + loosened;
      const strange = square - squared / loose + 2 * STRANGER_PRICE;
      if (strange < misfit) {
        misfit = strange;
        counted = loose;
      }
    }
    totals[at] = counted;
    likelihoods[at] = -0.5 * misfit;
  }
}
