/**
 * Radio map: what every gateway should hear of a beacon at every spot of a venue, and how sure that
 * is. Made without measuring anything (`plainMap`), from marked spots (`calibrate.ts`) or from
 * unlabelled traffic (`learn.ts`). Pure.
 */
import {
  type Bounds,
  boundsAround,
  cellsOf,
  centreX,
  centreY,
  type Grid,
  gridOver,
  halved,
  type Layer,
  type Spot,
  stretched,
} from "./layer.ts";
import { type Believed, type Strengths, strengthsBefore } from "./strength.ts";

/** Where the numbers of a map come from; nearness is weighed by a logistic of its own for each. */
export type MapKind = "plain" | "learned" | "calibrated";

export interface RadioMap {
  readonly kind: MapKind;
  readonly gateways: readonly Spot[];
  readonly bounds: Bounds;
  /** 1 m, 2 m and 4 m cells, in a venue of up to a hectare. */
  readonly layers: readonly [fine: Layer, middle: Layer, coarse: Layer];
  /**
   * One over the variance of a carrier's own strength before any is heard, 1/dB²; 0 where the map
   * knows nothing of strength.
   */
  readonly offsetWeight: number;
  /** Strengths of the venue's carriers, found on the way; undefined where `offsetWeight` is 0. */
  readonly strengths: Strengths | undefined;
  /**
   * Eighth of the compass in which a gateway lies, in the order of the layers' levels; undefined
   * for a map too rough to see a body's shadow.
   */
  readonly bearings:
    | readonly [fine: Uint8Array, middle: Uint8Array, coarse: Uint8Array]
    | undefined;
  readonly scratch: Scratch;
}

/** Room for one place at a time, made once: nothing is allocated for a place. */
interface Scratch {
  readonly heard: Int32Array;
  readonly levels: Float64Array;
  /** Log likelihood of the best coarse cell. */
  best: number;
  /** Strength of the carrier that is placed, as believed before. */
  readonly believed: Believed;
}

/** Parts of the compass; a body shades two of them, a quarter. */
export const SECTORS = 8;

/** Loss, dB per decade of distance, and spread of a level around it, dB (fitted on tetam set_1). */
const SLOPE = -18;
const SPREAD = 6;
/** Gateways hang above people: the least distance, m (same fit; the recipe of `calibrate.ts`). */
const HEIGHT = 0.8;

/** People stand beyond the outermost gateways too; a narrower grid makes places too sure, m. */
const MARGIN = 6;

export const lossAt = (gateway: Spot, x: number, y: number): number =>
  Math.log10(Math.hypot(gateway.x - x, gateway.y - y, HEIGHT));

export const lossesOn = (grid: Grid, gateway: Spot): Float32Array =>
  Float32Array.from({ length: cellsOf(grid) }, (_, at) =>
    lossAt(gateway, centreX(grid, at), centreY(grid, at)),
  );

/**
 * Gateway coordinates are enough for this one, at the price of gateways whose gains differ. `drawn`:
 * corners of what is drawn of the venue, which lie inside too.
 */
export function plainMap(gateways: readonly Spot[], drawn: readonly Spot[] = []): RadioMap {
  const bounds = stretched(boundsAround(gateways, MARGIN), drawn);
  const grid = gridOver(bounds);
  const cells = cellsOf(grid);
  const mean = new Float32Array(gateways.length * cells);
  for (const [index, gateway] of gateways.entries())
    mean.set(
      lossesOn(grid, gateway).map((loss) => SLOPE * loss),
      index * cells,
    );
  const weight = new Float32Array(mean.length).fill(1 / SPREAD ** 2);
  return mapOf("plain", gateways, bounds, { grid, mean, weight }, 0);
}

export function mapOf(
  kind: MapKind,
  gateways: readonly Spot[],
  bounds: Bounds,
  fine: Layer,
  offsetWeight: number,
): RadioMap {
  const middle = halved(fine);
  const coarse = halved(middle);
  return {
    kind,
    gateways,
    bounds,
    layers: [fine, middle, coarse],
    offsetWeight,
    strengths: offsetWeight > 0 ? strengthsBefore(offsetWeight) : undefined,
    bearings:
      kind === "plain"
        ? undefined
        : [
            bearingsOn(fine.grid, gateways),
            bearingsOn(middle.grid, gateways),
            bearingsOn(coarse.grid, gateways),
          ],
    scratch: scratchFor(gateways.length),
  };
}

const scratchFor = (gateways: number): Scratch => ({
  heard: new Int32Array(gateways),
  levels: new Float64Array(gateways),
  best: 0,
  believed: { mean: 0, weight: 0 },
});

function bearingsOn(grid: Grid, gateways: readonly Spot[]): Uint8Array {
  const cells = cellsOf(grid);
  return Uint8Array.from({ length: gateways.length * cells }, (_, index) => {
    const { x = 0, y = 0 } = gateways[Math.floor(index / cells)] ?? {};
    const at = index % cells;
    const angle = Math.atan2(y - centreY(grid, at), x - centreX(grid, at));
    return Math.floor((angle / (2 * Math.PI) + 0.5) * SECTORS) % SECTORS;
  });
}
