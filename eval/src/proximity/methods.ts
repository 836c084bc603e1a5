/**
 * Methods: ways of saying where a beacon is and how likely two are near. Ours is the matcher's own
 * code with a map; the others are in `peers.ts`. Pure.
 */
import {
  findPlace,
  likenessOf,
  noPlace,
  type Place,
  type RadioMap,
  type Zoning,
} from "@sighej/matcher/domain";
import type { Look } from "./look.ts";

export interface Sensed {
  readonly look: Look;
  readonly place: Place | undefined;
  /** Where it is said to be, m; undefined for methods that name zones only. */
  readonly at: { readonly x: number; readonly y: number } | undefined;
  /** Probability of each cell; 1 for the one named by methods without probabilities. */
  readonly cells: Float64Array | undefined;
}

export interface Method {
  readonly name: string;
  /** `leftOut`: the position or run that must not have been used. */
  sense(look: Look, leftOut: number): Sensed;
  /** The larger, the nearer; undefined for methods that say nothing of pairs. */
  readonly pair?: (a: Sensed, b: Sensed, within: number) => number;
  /** From this value of `pair` on, two are called near; otherwise chosen on other windows. */
  readonly near?: number;
}

/** The matcher's own way. `mapFor` gives the map made without what is left out. */
export function ours(
  name: string,
  mapFor: (leftOut: number) => { readonly map: RadioMap; readonly zoning: Zoning },
): Method {
  return {
    name,
    sense(look, leftOut) {
      const { map, zoning } = mapFor(leftOut);
      const place = noPlace(look.levels.length);
      place.levels.set(look.levels);
      const found = findPlace(map, place, zoning);
      return {
        look,
        place: found ? place : undefined,
        at: found ? { x: place.x, y: place.y } : undefined,
        cells: found ? zoning.mass.slice() : undefined,
      };
    },
    pair: (a, b, within) => (a.place && b.place ? likenessOf(a.place, b.place, within) : UNKNOWN),
  };
}

/** Of two of whom one cannot be placed: not near. */
const UNKNOWN = -1_000;
