/**
 * Weighed: room for the cells of a map that one beacon is looked for in and for what is found of each,
 * one beacon at a time. Allocated once.
 *
 * Whoever works on it calls it `room` in a constant of its own module and takes it apart in each
 * function: only then does compiled code know for good where the arrays are. Asked anew at every use,
 * of an import or of each array as a module's own constant, a place takes half as long again.
 */
import { SECTORS } from "./radio-map.ts";

/** The loudest so many say where it is; more gateways cost time and add nothing. */
export const MOST_HEARD = 32;
/** Cells at a time: those of 4 m within 24 m either way are 169, 64 of them in cells of 2 m are 256. */
const MOST_CELLS = 256;
/** Numbers of each cell in `sectors`. */
export const EACH = 2 * SECTORS;

export const weighed = {
  /** Numbers in their layer of the cells that are looked at, and where they are, m. */
  cells: new Int32Array(MOST_CELLS + 1),
  xs: new Float64Array(MOST_CELLS),
  ys: new Float64Array(MOST_CELLS),
  /** Log likelihoods, up to a constant. */
  likelihoods: new Float64Array(MOST_CELLS),
  /** Likelihoods beside the best coarse cell's. */
  likely: new Float64Array(MOST_CELLS),
  /** What the carrier's strength would be there: sums of weighted residuals, and of weights with its own. */
  linears: new Float64Array(MOST_CELLS + 1),
  totals: new Float64Array(MOST_CELLS),
  /** Weights summed, with the strength's as it is believed, and weighted squares of residuals. */
  weights: new Float64Array(MOST_CELLS + 1),
  squares: new Float64Array(MOST_CELLS + 1),
  /** By eighth of the compass, cell after cell: weights, and weighted residuals. */
  sectors: new Float64Array((MOST_CELLS + 1) * EACH),
  /** Of the gateways that hear it: where their cells begin in the layer, and levels. */
  bases: new Int32Array(MOST_HEARD),
  levels: new Float64Array(MOST_HEARD),
  /** Cells that closer looks are taken at. */
  parents: new Int32Array(MOST_CELLS),
};
