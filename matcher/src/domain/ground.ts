/**
 * Ground: turns a radio map and a set-up into what a floor reads of its place: which zone each cell
 * of the map belongs to, and whether zones go by that. Pure. Replaced whole when a better map comes.
 */
import type { ZoneId } from "@sighej/protocol";
import { boundsAround } from "./proximity/layer.ts";
import { plainMap, type RadioMap } from "./proximity/radio-map.ts";
import { type Zoning, zoningOf } from "./proximity/zoning.ts";
import type { GatewaySetup, ZoneSetup } from "./venue.ts";

export interface Ground {
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

/** The plain map of a site: around its gateways and over everything that is drawn. */
export function plainMapOf({ gateways, zones }: Site): RadioMap {
  const plain = plainMap(gateways);
  const corners = zones.flatMap(({ outline }) => outline ?? []);
  if (corners.length === 0) return plain;
  const { left, top, right, bottom } = plain.bounds;
  const drawn = boundsAround(corners, 0);
  return plainMap(gateways, {
    left: Math.min(left, drawn.left),
    top: Math.min(top, drawn.top),
    right: Math.max(right, drawn.right),
    bottom: Math.max(bottom, drawn.bottom),
  });
}

export function groundOf(site: Site, map: RadioMap = plainMapOf(site)): Ground {
  const { gateways, zones } = site;
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
