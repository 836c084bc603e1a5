/**
 * Zoning: which zone each cell of a map belongs to. A zone is a set of gateways (the cells that no
 * other gateway is nearer to), a polygon on the floor plan, or both: polygons go first. Pure.
 */
import { isInOutline } from "@sighej/protocol";
import { cellsOf, centreX, centreY, type Grid, type Spot } from "./layer.ts";
import type { RadioMap } from "./radio-map.ts";

/** Corners in order, either way round. */
export type Outline = readonly Spot[];

export interface Zoning {
  /** Number of the zone of each cell, by layer as in the map. */
  readonly zoneOf: readonly [fine: Uint16Array, middle: Uint16Array, coarse: Uint16Array];
  /** Probability of being in each zone, of the place computed last. */
  readonly mass: Float64Array;
}

/** `zones[site]` numbers the zone of a gateway, `outlines[zone]` is the part drawn for it. */
export function zoningOf(
  map: RadioMap,
  zones: readonly number[],
  outlines: readonly (Outline | undefined)[] = [],
  sites: readonly Spot[] = map.gateways,
): Zoning {
  const numbered = Math.max(-1, ...zones, outlines.length - 1) + 1;
  const of = (grid: Grid) =>
    Uint16Array.from({ length: cellsOf(grid) }, (_, at) => {
      const [x, y] = [centreX(grid, at), centreY(grid, at)];
      const drawn = outlines.findIndex(
        (outline) => outline !== undefined && isInOutline(outline, x, y),
      );
      return drawn >= 0 ? drawn : (zones[nearestTo(sites, x, y)] ?? 0);
    });
  const [fine, middle, coarse] = map.layers;
  return {
    zoneOf: [of(fine.grid), of(middle.grid), of(coarse.grid)],
    mass: new Float64Array(numbered),
  };
}

export function nearestTo(gateways: readonly Spot[], x: number, y: number): number {
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, gateway] of gateways.entries()) {
    const square = (gateway.x - x) ** 2 + (gateway.y - y) ** 2;
    if (square >= least) continue;
    least = square;
    nearest = index;
  }
  return nearest;
}
