/**
 * Kept map: a radio map as it is stored and sent to another thread: the finest layer and what it was
 * made for; the rest is made again. Pure.
 */
import { type Bounds, cellsOf, type Grid, type Spot } from "./layer.ts";
import type { Area } from "./quality.ts";
import { type MapKind, mapOf, type RadioMap } from "./radio-map.ts";

export interface KeptMap {
  readonly kind: MapKind;
  /** Ids and spots of the gateways: where one has moved, the map is of another venue. */
  readonly layout: string;
  readonly bounds: Bounds;
  readonly grid: Grid;
  readonly offsetWeight: number;
  /** As in `Layer`. */
  readonly mean: Float32Array;
  readonly weight: Float32Array;
  /** Of one that was calibrated: how well it knows each area; where samples were taken it does not say. */
  readonly areas?: readonly Area[];
}

export interface Named extends Spot {
  readonly id: string;
}

const layoutOf = (gateways: readonly Named[]): string =>
  gateways.map(({ id, x, y }) => `${id} ${x} ${y}`).join("\n");

export function keptOf(map: RadioMap, gateways: readonly Named[]): KeptMap {
  const { kind, bounds, offsetWeight, layers } = map;
  const { grid, mean, weight } = layers[0];
  return { kind, layout: layoutOf(gateways), bounds, grid, offsetWeight, mean, weight };
}

/** Undefined for a map of another layout, or one that does not hold what it says. */
export function mapFrom(kept: KeptMap, gateways: readonly Named[]): RadioMap | undefined {
  const { kind, layout, bounds, grid, offsetWeight, mean, weight } = kept;
  const size = gateways.length * cellsOf(grid);
  if (layout !== layoutOf(gateways) || mean.length !== size || weight.length !== size)
    return undefined;
  return mapOf(kind, gateways, bounds, { grid, mean, weight }, offsetWeight);
}
