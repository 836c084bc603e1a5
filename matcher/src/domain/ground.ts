/**
 * Ground: turns a radio map and a set-up into what a floor reads of its place: which zone each cell
 * of the map belongs to, and whether zones go by that. Pure. Replaced whole when a better map comes.
 * Where nobody knows where gateways hang there is no map, and two are near by how alike they are heard.
 */
import type { ZoneId } from "@sighej/protocol";
import { nearnessOf } from "./nearness.ts";
import { alikeOdds, noteHeard } from "./proximity/alike.ts";
import { followPlace } from "./proximity/follow.ts";
import type { Spot } from "./proximity/layer.ts";
import { findPlace, type Place } from "./proximity/posterior.ts";
import { plainMap, type RadioMap } from "./proximity/radio-map.ts";
import { noGains, type RunningGains } from "./proximity/running-gains.ts";
import { type Zoning, zoningOf } from "./proximity/zoning.ts";
import { type GatewaySetup, type PlacedGateway, placedOf, type ZoneSetup } from "./venue.ts";

export type Ground = Mapped | Unmapped;

interface Unmapped {
  readonly map: undefined;
  readonly byMass: false;
  /** What gateways add to every level, found on the way. */
  readonly gains: RunningGains;
}

export interface Mapped {
  readonly map: RadioMap;
  readonly zoning: Zoning;
  /** By number in the zoning. */
  readonly zones: readonly ZoneId[];
  /**
   * Zones go by the posterior. Not so on a plain map, where the loudest gateway knows as much,
   * unless an outline asks for it: what is drawn has no loudest gateway.
   */
  readonly byMass: boolean;
}

export interface Site {
  readonly gateways: readonly GatewaySetup[];
  readonly zones: readonly ZoneSetup[];
}

/** A site of which it is known where all gateways hang. */
export interface PlacedSite extends Site {
  readonly gateways: readonly PlacedGateway[];
}

/** Corners of everything that is drawn: people may be as far out as that. */
export const cornersOf = (zones: readonly ZoneSetup[]): readonly Spot[] =>
  zones.flatMap(({ outline }) => outline ?? []);

/** The plain map of a site: around its gateways and over everything that is drawn. */
export const plainMapOf = ({ gateways, zones }: PlacedSite): RadioMap =>
  plainMap(gateways, cornersOf(zones));

export function groundOf({ gateways: all, zones }: Site, better?: RadioMap | undefined): Ground {
  const gateways = placedOf(all);
  if (gateways === undefined) return { map: undefined, byMass: false, gains: noGains(all.length) };
  const map = better ?? plainMapOf({ gateways, zones });
  const ids = zones.map(({ id }) => id);
  const outlines = zones.map(({ outline }) => outline);
  const drawn = outlines.some((each) => each !== undefined);
  return {
    map,
    zoning: zoningOf(
      map,
      gateways.map(({ zone }) => ids.indexOf(zone)),
      outlines,
      gateways,
    ),
    zones: ids,
    byMass: drawn || map.kind !== "plain",
  };
}

/**
 * Writes what the levels of `place` say of where it is; false when too few gateways hear it. `passed`:
 * s since the same was asked before, of one who is followed.
 */
export function settleOn(ground: Ground, place: Place, passed?: number): boolean {
  if (ground.map === undefined) return noteHeard(place);
  const zoning = ground.byMass ? ground.zoning : undefined;
  return passed === undefined
    ? findPlace(ground.map, place, zoning)
    : followPlace(ground.map, place, passed, zoning);
}

/** Probability that two who have settled are near, 0 to 1. */
export const nearnessOn = (ground: Ground, a: Place, b: Place): number =>
  ground.map === undefined
    ? 1 / (1 + Math.exp(-alikeOdds(a, b, ground.gains)))
    : nearnessOf(a, b, ground.map.kind);
