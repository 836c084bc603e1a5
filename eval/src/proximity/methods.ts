/**
 * Methods: ways of saying where a beacon is and how likely two are near. Ours is the matcher's own
 * code with a map; the others are in `peers.ts`. Pure.
 */
import {
  followPlace,
  isWalking,
  nearnessOf,
  noPlace,
  type Place,
  type RadioMap,
  strengthsBefore,
  type Zoning,
} from "@sighej/matcher/domain";
import type { Look } from "./look.ts";
import type { Scene } from "./scenes.ts";

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
  /** What it says of each of the scene's moments, in their order. */
  senseAll(scene: Scene): readonly Sensed[];
  /** The larger, the nearer; undefined for methods that say nothing of pairs. */
  readonly pair?: (a: Sensed, b: Sensed, within: number) => number;
  /** Whether `pair` is a probability, to be told to encounters as it is; peers have none. */
  readonly isProbable?: true;
  /** From this value of `pair` on, two are called near; otherwise chosen on other windows. */
  readonly near?: number;
}

/** For methods that look at one moment at a time; `leftOut` must not have been used. */
export const eachMoment =
  (sense: (look: Look, leftOut: number) => Sensed): Method["senseAll"] =>
  ({ moments }) =>
    moments.map(({ look, of }) => sense(look, of));

/**
 * The matcher's own way, every carrier followed from its first moment on. `mapFor` gives the map
 * made without what is left out.
 */
export function ours(
  name: string,
  mapFor: (leftOut: number) => { readonly map: RadioMap; readonly zoning: Zoning },
): Method {
  let kind: RadioMap["kind"] = "plain";
  return {
    name,
    senseAll({ steps, moments }) {
      const places = new Map<number, { readonly place: Place; readonly when: number }>();
      const judged = new Set(moments);
      // Each left-out map is the same venue's: what carriers are like is learned over all of them.
      let strengths: RadioMap["strengths"];
      const sensed: Sensed[] = [];
      for (const moment of steps) {
        const { look, of, when } = moment;
        const { map: alone, zoning } = mapFor(of);
        strengths ??= alone.strengths && strengthsBefore(alone.offsetWeight);
        const map = { ...alone, strengths };
        kind = alone.kind;
        const known = places.get(of);
        const { place } = known ?? { place: noPlace(look.levels.length) };
        place.levels.set(isWalking(place) ? look.walking : look.levels);
        const found = followPlace(map, place, when - (known?.when ?? when), zoning);
        places.set(of, { place, when });
        if (!judged.has(moment)) continue;
        sensed.push({
          look,
          place: found ? copyOf(place) : undefined,
          at: found ? { x: place.x, y: place.y } : undefined,
          cells: found ? zoning.mass.slice() : undefined,
        });
      }
      return sensed;
    },
    // What a tick asks of two, and all that it asks: it knows no other distance than its own.
    pair: (a, b) => (a.place && b.place ? nearnessOf(a.place, b.place, kind) : 0),
    isProbable: true,
  };
}

const copyOf = (place: Place): Place => ({ ...place, levels: place.levels.slice() });
