/**
 * Layer: a grid of square cells over a venue with what each gateway should hear of a beacon in each.
 * A pyramid of layers is one radio map at three cell sizes, so that the likely part of a venue is
 * found on few cells and looked at closely on few more. Pure.
 */
import type { Metres } from "@sighej/protocol";

export interface Spot {
  readonly x: Metres;
  readonly y: Metres;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell, m. */
  readonly cell: number;
  /** The corner from which columns and rows count, m. */
  readonly left: number;
  readonly top: number;
}

/** Where people may be: cells of the grid beyond are not counted. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Layer {
  readonly grid: Grid;
  /** Level expected, dBm, by gateway, then by cell (row after row). */
  readonly mean: Float32Array;
  /** One over the variance of what is expected and heard, 1/dB², in the same order. */
  readonly weight: Float32Array;
}

/** Cells of the finest layer along the side of one of the coarsest. */
export const COARSE = 4;
const CELL = 1;
/** Cells of a grid: 64 gateways take 8 MB. A venue of more than a hectare has larger cells. */
const MAX_CELLS = 16_384;

export const cellsOf = ({ columns, rows }: Grid): number => columns * rows;
export const centreX = ({ left, cell, columns }: Grid, at: number): number =>
  left + ((at % columns) + 0.5) * cell;
export const centreY = ({ top, cell, columns }: Grid, at: number): number =>
  top + (Math.floor(at / columns) + 0.5) * cell;

/** The finest grid that covers `bounds`; columns and rows divide by COARSE. */
export function gridOver({ left, top, right, bottom }: Bounds): Grid {
  const [width, depth] = [right - left, bottom - top];
  const cell = Math.max(CELL, Math.sqrt((width * depth) / MAX_CELLS));
  const whole = (length: number) => COARSE * Math.max(1, Math.ceil(length / (COARSE * cell)));
  return { columns: whole(width), rows: whole(depth), cell, left, top };
}

/** Where people may be when nobody has drawn it: `margin` m around all these spots. */
export function boundsAround(spots: readonly Spot[], margin: number): Bounds {
  const [left, right] = extentOf(
    spots.map((each) => each.x),
    margin,
  );
  const [top, bottom] = extentOf(
    spots.map((each) => each.y),
    margin,
  );
  return { left, top, right, bottom };
}

/** `bounds`, stretched so that all these spots are inside. */
export function stretched({ left, top, right, bottom }: Bounds, over: readonly Spot[]): Bounds {
  if (over.length === 0) return { left, top, right, bottom };
  const drawn = boundsAround(over, 0);
  return {
    left: Math.min(left, drawn.left),
    top: Math.min(top, drawn.top),
    right: Math.max(right, drawn.right),
    bottom: Math.max(bottom, drawn.bottom),
  };
}

export const covers = ({ left, top, right, bottom }: Bounds, spots: readonly Spot[]): boolean =>
  spots.every(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom);

function extentOf(values: readonly number[], margin: number): readonly [number, number] {
  const from = Math.min(...values, Number.POSITIVE_INFINITY) - margin;
  const to = Math.max(...values, Number.NEGATIVE_INFINITY) + margin;
  return Number.isFinite(from) ? [from, to] : [0, CELL];
}

/** The layer with cells twice as long; a cell's variance holds what its four disagree by. */
export function halved({ grid, mean, weight }: Layer): Layer {
  const half = { ...grid, columns: grid.columns / 2, rows: grid.rows / 2, cell: grid.cell * 2 };
  const [cells, fine] = [cellsOf(half), cellsOf(grid)];
  const gateways = mean.length / fine;
  const into = {
    grid: half,
    mean: new Float32Array(gateways * cells),
    weight: new Float32Array(gateways * cells),
  };
  for (let gateway = 0; gateway < gateways; gateway++)
    for (let at = 0; at < cells; at++) {
      const first =
        gateway * fine + 2 * Math.floor(at / half.columns) * grid.columns + 2 * (at % half.columns);
      let [sum, squares, variance] = [0, 0, 0];
      for (const child of [first, first + 1, first + grid.columns, first + grid.columns + 1]) {
        const level = mean[child] ?? 0;
        sum += level / 4;
        squares += (level * level) / 4;
        variance += 1 / (weight[child] ?? 1) / 4;
      }
      into.mean[gateway * cells + at] = sum;
      into.weight[gateway * cells + at] = 1 / (variance + Math.max(0, squares - sum * sum));
    }
  return into;
}
