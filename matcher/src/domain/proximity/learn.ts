/**
 * Learn: turns levels of unlabelled traffic into a radio map, from gateway coordinates alone. Pure;
 * takes seconds, so it runs beside the hot path.
 *
 * Expectation and maximisation: where was each window, by the map so far; what should each gateway
 * have been for that? First a gain per gateway, one slope and one noise, then a smooth residual.
 * A gateway that is much noisier than most has a noise of its own, so that one that makes levels up
 * does not move everybody: what does not go by where people are counts for little.
 */
import {
  type Bounds,
  boundsAround,
  cellsOf,
  type Grid,
  gridOver,
  type Spot,
  stretched,
} from "./layer.ts";
import { lossesOn, mapOf, type RadioMap } from "./radio-map.ts";

/** Levels of one carrier over some seconds, dBm by gateway, NaN where not heard. */
export type Unlabelled = Float32Array;

/** Loss at first, and what it may become, dB per decade of distance. */
const SLOPE = { first: -18, least: -28, most: -12 } as const;
/** Noise at first and at least, dB². */
const NOISE = { first: 36, least: 9 } as const;
const ROUNDS = 12;
const RESIDUAL_ROUNDS = 6;
/**
 * A gateway that is noisier than the median by this factor, dB², is odd. With a noise for each, fewer
 * zones are right in the furnished flat (wut-flat, where 2 was chosen); with 3, one that repeats what
 * another gateway hears is not odd.
 */
const ODD = 2;
/** A gateway's noise is held towards that of all by so many windows, … */
const NOISE_SHRINK = 20;
/** … and its gain towards the mean of all. */
const GAIN_SHRINK = 20;
/** A window's own strength is held towards none by so many gateways' worth. */
const STRENGTH_SHRINK = 1;
/** Residuals are alike over this far, m (as in `calibrate.ts`), … */
const SMOOTH = 4;
/**
 * … and held towards none by so many windows' worth: who stands tells the same fading ten times before
 * somebody else tells of that spot.
 */
const RESIDUAL_SHRINK = 30;
/** Heard by fewer, a window says nothing of where it was. */
const HEARD_MIN = 4;
/** Spread of carriers' own strength, dB: learned windows have it taken out. */
const OFFSET_SD = 1.5;

/** Where people may be around the outermost gateways when nobody has drawn it, m. */
const AROUND = 2;

interface Model {
  readonly grid: Grid;
  readonly losses: readonly Float32Array[];
  readonly gains: Float64Array;
  readonly residuals: readonly Float64Array[];
  /** By gateway, dB². */
  readonly noises: Float64Array;
  slope: number;
}

/** Where people may be: a little around gateways, and inside the corners of what is drawn. */
export const learnedBounds = (gateways: readonly Spot[], drawn: readonly Spot[] = []): Bounds =>
  stretched(boundsAround(gateways, AROUND), drawn);

export function learn(
  gateways: readonly Spot[],
  all: readonly Unlabelled[],
  bounds: Bounds = learnedBounds(gateways),
): RadioMap {
  const windows = all.filter((each) => heardBy(each) >= HEARD_MIN);
  const model = begin(gateways, windows, bounds);
  for (let round = 0; round < ROUNDS + RESIDUAL_ROUNDS; round++)
    improve(model, windows, round >= ROUNDS);
  const cells = cellsOf(model.grid);
  const mean = new Float32Array(gateways.length * cells);
  for (const gateway of gateways.keys())
    for (let cell = 0; cell < cells; cell++)
      mean[gateway * cells + cell] = expectedAt(model, gateway, cell);
  const weight = Float32Array.from(
    mean,
    (_, at) => 1 / (model.noises[Math.floor(at / cells)] ?? NOISE.first),
  );
  return mapOf("learned", gateways, bounds, { grid: model.grid, mean, weight }, 1 / OFFSET_SD ** 2);
}

const heardBy = (levels: Unlabelled): number =>
  levels.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : 1), 0);

function begin(gateways: readonly Spot[], windows: readonly Unlabelled[], bounds: Bounds): Model {
  const grid = gridOver(bounds);
  const losses = gateways.map((each) => lossesOn(grid, each));
  const gains = Float64Array.from(gateways, (_, gateway) => {
    const heard = windows
      .map((each) => each[gateway] ?? Number.NaN)
      .filter((each) => !Number.isNaN(each));
    const level = heard.reduce((sum, each) => sum + each, 0) / Math.max(1, heard.length);
    const loss = losses[gateway]?.reduce((sum, each) => sum + each, 0) ?? 0;
    return level - (SLOPE.first * loss) / cellsOf(grid);
  });
  const residuals = gateways.map(() => new Float64Array(cellsOf(grid)));
  const noises = new Float64Array(gateways.length).fill(NOISE.first);
  return { grid, losses, gains, residuals, noises, slope: SLOPE.first };
}

const expectedAt = ({ gains, slope, losses, residuals }: Model, gateway: number, cell: number) =>
  (gains[gateway] ?? 0) +
  slope * (losses[gateway]?.[cell] ?? 0) +
  (residuals[gateway]?.[cell] ?? 0);

/** One round; what it gathers by gateway: responsibilities and residuals by cell. */
function improve(model: Model, windows: readonly Unlabelled[], smooth: boolean): void {
  const { grid, losses, gains, residuals, noises } = model;
  const cells = cellsOf(grid);
  const counts = gains.length;
  const expected = Float64Array.from({ length: counts * cells }, (_, at) =>
    expectedAt(model, Math.floor(at / cells), at % cells),
  );
  const here = new Float64Array(cells);
  const weights = residuals.map(() => new Float64Array(cells));
  const sums = residuals.map(() => new Float64Array(cells));
  const gainSum = new Float64Array(counts);
  const gainCount = new Float64Array(counts);
  // Normal equations of the slope, with each gateway's gain taken out.
  const [sl, sr, sll, slr] = [0, 0, 0, 0].map(() => new Float64Array(counts));
  if (sl === undefined || sr === undefined || sll === undefined || slr === undefined) return;
  const squares = new Float64Array(counts);
  for (const levels of windows) {
    responsibilities(model, expected, levels, here);
    let [strength, heard, total] = [0, 0, 0];
    for (const [gateway, level] of levels.entries()) {
      if (Number.isNaN(level)) continue;
      const own = 1 / (noises[gateway] ?? NOISE.first);
      heard++;
      total += own;
      for (let cell = 0; cell < cells; cell++)
        strength += own * (here[cell] ?? 0) * (level - (expected[gateway * cells + cell] ?? 0));
    }
    strength /= total * (1 + STRENGTH_SHRINK / heard);
    for (const [gateway, level] of levels.entries()) {
      if (Number.isNaN(level)) continue;
      const [weight, sum, loss] = [weights[gateway], sums[gateway], losses[gateway]];
      if (weight === undefined || sum === undefined || loss === undefined) continue;
      for (let cell = 0; cell < cells; cell++) {
        const each = here[cell] ?? 0;
        if (each < 1e-6) continue;
        const residual = level - strength - (expected[gateway * cells + cell] ?? 0);
        weight[cell] = (weight[cell] ?? 0) + each;
        sum[cell] = (sum[cell] ?? 0) + each * residual;
        add(gainSum, gateway, each * residual);
        add(gainCount, gateway, each);
        const far = loss[cell] ?? 0;
        add(sl, gateway, each * far);
        add(sr, gateway, each * (residual + model.slope * far));
        add(sll, gateway, each * far * far);
        add(slr, gateway, each * far * (residual + model.slope * far));
        add(squares, gateway, each * residual * residual);
      }
    }
  }
  noises.set(noisesFrom(squares, gainCount));
  if (smooth) {
    for (const [gateway, residual] of residuals.entries())
      takeResidual(grid, weights[gateway], sums[gateway], residual);
    return;
  }
  for (let gateway = 0; gateway < counts; gateway++)
    add(gains, gateway, (gainSum[gateway] ?? 0) / ((gainCount[gateway] ?? 0) + GAIN_SHRINK));
  let [above, below] = [0, 0];
  for (let gateway = 0; gateway < counts; gateway++) {
    const count = gainCount[gateway] ?? 0;
    if (count === 0) continue;
    above += (slr[gateway] ?? 0) - ((sl[gateway] ?? 0) * (sr[gateway] ?? 0)) / count;
    below += (sll[gateway] ?? 0) - (sl[gateway] ?? 0) ** 2 / count;
  }
  if (below <= 0) return;
  const slope = Math.min(SLOPE.most, Math.max(SLOPE.least, above / below));
  // The gains turn with the slope about where each gateway's traffic was.
  for (let gateway = 0; gateway < counts; gateway++) {
    const far = (sl[gateway] ?? 0) / Math.max(1, gainCount[gateway] ?? 0);
    add(gains, gateway, (model.slope - slope) * far);
  }
  model.slope = slope;
}

/** One noise for all gateways but those that are odd, dB²; from sums of squares and of windows. */
function noisesFrom(squares: Float64Array, windows: Float64Array): Float64Array {
  const meanOf = (isIn: (gateway: number) => boolean): number => {
    const sumOf = (all: Float64Array) =>
      all.reduce((sum, each, gateway) => sum + (isIn(gateway) ? each : 0), 0);
    return sumOf(squares) / Math.max(1, sumOf(windows));
  };
  const all = meanOf(() => true);
  const own = squares.map(
    (each, gateway) => (each + NOISE_SHRINK * all) / ((windows[gateway] ?? 0) + NOISE_SHRINK),
  );
  const median = own.toSorted()[Math.floor((own.length - 1) / 2)] ?? all;
  const isOdd = (gateway: number) => (own[gateway] ?? 0) > ODD * median;
  const common = Math.max(
    NOISE.least,
    meanOf((gateway) => !isOdd(gateway)),
  );
  return own.map((each, gateway) => (isOdd(gateway) ? Math.max(common, each) : common));
}

const add = (to: Float64Array, at: number, value: number): void => {
  to[at] = (to[at] ?? 0) + value;
};

/** Probability of each cell for one window, its own strength taken out in closed form. */
function responsibilities(
  { noises, grid }: Model,
  expected: Float64Array,
  levels: Unlabelled,
  into: Float64Array,
): void {
  const cells = cellsOf(grid);
  let best = Number.NEGATIVE_INFINITY;
  for (let cell = 0; cell < cells; cell++) {
    let [total, sum, squares] = [1 / OFFSET_SD ** 2, 0, 0];
    for (let gateway = 0; gateway < levels.length; gateway++) {
      const residual = (levels[gateway] ?? Number.NaN) - (expected[gateway * cells + cell] ?? 0);
      if (Number.isNaN(residual)) continue;
      const own = 1 / (noises[gateway] ?? NOISE.first);
      total += own;
      sum += own * residual;
      squares += own * residual * residual;
    }
    const likelihood = ((sum * sum) / total - squares) / 2;
    into[cell] = likelihood;
    if (likelihood > best) best = likelihood;
  }
  let total = 0;
  for (let cell = 0; cell < cells; cell++) {
    const each = Math.exp((into[cell] ?? 0) - best);
    into[cell] = each;
    total += each;
  }
  for (let cell = 0; cell < cells; cell++) into[cell] = (into[cell] ?? 0) / total;
}

/** Adds what residuals are left on average around each cell, smoothed and held towards none. */
function takeResidual(
  grid: Grid,
  weights: Float64Array | undefined,
  sums: Float64Array | undefined,
  residual: Float64Array,
): void {
  if (weights === undefined || sums === undefined) return;
  const radius = Math.ceil((3 * SMOOTH) / grid.cell);
  for (let cell = 0; cell < residual.length; cell++) {
    const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
    let [weight, sum] = [0, 0];
    for (let by = Math.max(0, row - radius); by <= Math.min(grid.rows - 1, row + radius); by++)
      for (
        let bx = Math.max(0, column - radius);
        bx <= Math.min(grid.columns - 1, column + radius);
        bx++
      ) {
        const square = ((bx - column) ** 2 + (by - row) ** 2) * grid.cell ** 2;
        const near = Math.exp(-square / (2 * SMOOTH ** 2));
        weight += near * (weights[by * grid.columns + bx] ?? 0);
        sum += near * (sums[by * grid.columns + bx] ?? 0);
      }
    residual[cell] = (residual[cell] ?? 0) + sum / (weight + RESIDUAL_SHRINK);
  }
}
