/**
 * Place: turns a session's levels into five numbers that say where it probably is. Pure.
 *
 * A posterior over a grid of cells: log-distance loss from every gateway and Gaussian spot fading,
 * whatever the carrier's own strength (a pocket, another model), which is taken out in closed form.
 * Nothing is measured at the venue: gateway coordinates are enough, at the price of gateways whose
 * gains differ. Only mean and covariance are kept, in memory, while the session is open to talk.
 */
import type { Metres } from "@sighej/protocol";

/** Loss, dB per decade of distance, and spread of a level around it, dB (fitted on tetam set_1). */
const SLOPE = -18;
const SPREAD = 6;
/** Gateways hang above people: the least distance, metres (same fit). */
const HEIGHT = 0.8;
/** People stand beyond the outermost gateways too; a narrower grid makes places too sure, m. */
const MARGIN = 6;
const CELL = 1;
/** Cells of a grid; a larger hall has larger cells. 4,096 heard by 40 gateways take 0.4 ms a place. */
const MAX_CELLS = 4_096;

/** What a place is read from: the cells of a venue and the loss from each gateway to each cell. */
export interface Survey {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Expected level minus a constant, dB; by gateway, then by cell. */
  readonly expected: readonly Float64Array[];
  readonly cell: number;
}

/** Mean and covariance of where a session is, m and m². */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
  /** Levels by index of gateway, dBm; NaN where absent. */
  readonly levels: Float64Array;
}

/** Fewer gateways than this leave a place anywhere: such a session is in a zone, never near. */
export const PLACE_GATEWAYS_MIN = 4;

export function surveyOf(gateways: readonly { readonly x: Metres; readonly y: Metres }[]): Survey {
  const x = extentOf(gateways.map((each) => each.x));
  const y = extentOf(gateways.map((each) => each.y));
  const cell = Math.max(CELL, Math.sqrt((x.length * y.length) / MAX_CELLS));
  const columns = Math.max(1, Math.ceil(x.length / cell));
  const rows = Math.max(1, Math.ceil(y.length / cell));
  const xs = new Float64Array(columns * rows);
  const ys = new Float64Array(columns * rows);
  for (let at = 0; at < xs.length; at++) {
    xs[at] = x.from + ((at % columns) + 0.5) * cell;
    ys[at] = y.from + (Math.floor(at / columns) + 0.5) * cell;
  }
  const expected = gateways.map((gateway) =>
    xs.map((cellX, at) => {
      const distance = Math.hypot(cellX - gateway.x, (ys[at] ?? 0) - gateway.y, HEIGHT);
      return SLOPE * Math.log10(distance);
    }),
  );
  return { xs, ys, expected, cell };
}

function extentOf(values: readonly number[]): { from: number; length: number } {
  const from = Math.min(...values, Number.POSITIVE_INFINITY) - MARGIN;
  const to = Math.max(...values, Number.NEGATIVE_INFINITY) + MARGIN;
  return Number.isFinite(from) ? { from, length: to - from } : { from: 0, length: CELL };
}

/** The place that these levels speak for; undefined when too few gateways hear the session. */
export function placeOf(survey: Survey, levels: Float64Array): Place | undefined {
  const heard = [...levels.keys()].filter((gateway) => !Number.isNaN(levels[gateway]));
  if (heard.length < PLACE_GATEWAYS_MIN) return undefined;
  const { xs, ys } = survey;
  const weights = likelihoods(survey, levels, heard);
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] ?? 0;
    sum += weight;
    x += weight * (xs[at] ?? 0);
    y += weight * (ys[at] ?? 0);
  }
  x /= sum;
  y /= sum;
  // The spread inside one cell: a place is never surer than its grid.
  let xx = (survey.cell * survey.cell) / 12;
  let yy = xx;
  let xy = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = (weights[at] ?? 0) / sum;
    const dx = (xs[at] ?? 0) - x;
    const dy = (ys[at] ?? 0) - y;
    xx += weight * dx * dx;
    yy += weight * dy * dy;
    xy += weight * dx * dy;
  }
  return { x, y, xx, yy, xy, levels };
}

/** Per cell, up to a common factor. With the carrier's strength unknown, variance is what counts. */
function likelihoods(
  { xs, expected }: Survey,
  levels: Float64Array,
  heard: readonly number[],
): Float64Array {
  const squares = new Float64Array(xs.length);
  const sums = new Float64Array(xs.length);
  for (const gateway of heard) {
    const loss = expected[gateway] ?? xs;
    const level = levels[gateway] ?? 0;
    for (let at = 0; at < xs.length; at++) {
      const residual = level - (loss[at] ?? 0);
      squares[at] = (squares[at] ?? 0) + residual * residual;
      sums[at] = (sums[at] ?? 0) + residual;
    }
  }
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < squares.length; at++) {
    const deviation = (squares[at] ?? 0) - (sums[at] ?? 0) ** 2 / heard.length;
    squares[at] = deviation;
    if (deviation < least) least = deviation;
  }
  return squares.map((deviation) => Math.exp((least - deviation) / (2 * SPREAD ** 2)));
}
