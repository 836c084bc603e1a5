/**
 * Calibrate: turns levels taken at marked spots, and on a walk, into a radio map. Pure; takes a
 * second for a hundred spots, so it runs beside the hot path.
 *
 * A Gaussian process per gateway (Rasmussen and Williams 2006, §2.2 and 2.7): the mean is a
 * log-distance loss whose two constants are found with it, what is left over is smooth in space.
 */
import { backward, factorOf, forward } from "./cholesky.ts";
import {
  type Bounds,
  boundsAround,
  cellsOf,
  centreX,
  centreY,
  gridOver,
  type Spot,
  stretched,
} from "./layer.ts";
import { lossAt, mapOf, type RadioMap } from "./radio-map.ts";

/** Levels of one carrier at a known place. */
export interface Marked extends Spot {
  /** dBm by gateway, NaN where not heard. */
  readonly levels: Float32Array;
  /** Stood there for ten seconds and more, or passed by (2 s of a walk). */
  readonly how: "stood" | "passed";
}

/** Loss, dB per decade of distance, before anything is measured, and its standard deviation. */
const SLOPE = -20;
const SLOPE_SD = 5;
/** Level at 1 m before anything is measured, dBm, and its standard deviation: any radio. */
const GAIN = -50;
const GAIN_SD = 20;
/** What is left over: standard deviation, dB, and length over which it changes, m. */
const RESIDUAL_SD = 3;
const RESIDUAL_LENGTH = 4;
/** What a sample says of its own spot alone, standard deviation, dB: spatial fading. */
const SPOT_SD = { stood: 3.5, passed: 4.9 } as const;
/** Added to the variance of the map: fading of the beacon that is looked for, dB². */
const FADING = 6;
/** Samples of one gateway; more take minutes. */
const MAX_SAMPLES = 600;
/** Spread of carriers' own strength when nothing is known of them, dB. */
const OFFSET_SD = 6;

export interface CalibrationOptions {
  readonly offsetSd?: number;
  /** Where people may be; a little around gateways and samples unless said. */
  readonly bounds?: Bounds;
}

/** Whoever calibrates walks to the walls: people are no farther out than this, m … */
const AROUND = 1;

/** … unless what is drawn reaches farther: its corners are inside too. */
export const calibratedBounds = (
  gateways: readonly Spot[],
  samples: readonly Spot[],
  drawn: readonly Spot[] = [],
): Bounds => stretched(boundsAround([...gateways, ...samples], AROUND), drawn);

/** Gateways that no sample heard keep a map that says little of them. */
export function calibrate(
  gateways: readonly Spot[],
  samples: readonly Marked[],
  { offsetSd = OFFSET_SD, bounds = calibratedBounds(gateways, samples) }: CalibrationOptions = {},
): RadioMap {
  const grid = gridOver(bounds);
  const cells = cellsOf(grid);
  const mean = new Float32Array(gateways.length * cells);
  const weight = new Float32Array(mean.length);
  for (const [index, gateway] of gateways.entries()) {
    const heard = samples.filter(({ levels }) => !Number.isNaN(levels[index])).slice(-MAX_SAMPLES);
    const size = heard.length;
    const losses = heard.map(({ x, y }) => lossAt(gateway, x, y));
    const covariance = new Float64Array(size * size);
    for (const [row, a] of heard.entries())
      for (const [column, b] of heard.slice(0, row + 1).entries())
        covariance[row * size + column] =
          kernel(a.x - b.x, a.y - b.y, losses[row] ?? 0, losses[column] ?? 0) +
          (row === column ? SPOT_SD[a.how] ** 2 : 0);
    const factor = factorOf(covariance, size);
    const solved = Float64Array.from(
      heard,
      ({ levels }, at) => (levels[index] ?? 0) - GAIN - SLOPE * (losses[at] ?? 0),
    );
    forward(factor, size, solved);
    backward(factor, size, solved);
    const column = new Float64Array(size);
    for (let cell = 0; cell < cells; cell++) {
      const [x, y] = [centreX(grid, cell), centreY(grid, cell)];
      const loss = lossAt(gateway, x, y);
      let expected = GAIN + SLOPE * loss;
      for (const [at, each] of heard.entries()) {
        const shared = kernel(each.x - x, each.y - y, losses[at] ?? 0, loss);
        column[at] = shared;
        expected += shared * (solved[at] ?? 0);
      }
      forward(factor, size, column);
      let variance = kernel(0, 0, loss, loss);
      for (const each of column) variance -= each * each;
      mean[index * cells + cell] = expected;
      weight[index * cells + cell] = 1 / (Math.max(0, variance) + FADING);
    }
  }
  return mapOf("calibrated", gateways, bounds, { grid, mean, weight }, 1 / offsetSd ** 2);
}

/** Covariance of the levels at two places `dx`, `dy` apart with these losses, dB². */
const kernel = (dx: number, dy: number, lossA: number, lossB: number): number =>
  RESIDUAL_SD ** 2 * Math.exp(-(dx * dx + dy * dy) / (2 * RESIDUAL_LENGTH ** 2)) +
  GAIN_SD ** 2 +
  SLOPE_SD ** 2 * lossA * lossB;
