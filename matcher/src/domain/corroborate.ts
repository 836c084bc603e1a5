/**
 * Corroborate: tells whether two are near by the word of several gateways, or of one alone. Pure but for
 * what it is given to write into.
 *
 * Each gateway that hears either of them is left out in turn, and both are placed anew by the others. If
 * they are not near without it, then it alone has put them there: it may lie, or be mounted elsewhere
 * than the set-up says. So near takes five gateways, for a place takes four.
 *
 * Costs two places a gateway, some milliseconds in a hall of forty: for those about to be nudged, never
 * for all pairs.
 */

import { type Ground, nearnessOn, settleOn } from "./ground.ts";
import type { Place } from "./proximity/posterior.ts";
import { asideOf } from "./proximity/strength.ts";

/** Two places to reckon with; what is in them does not matter. */
export type Spare = readonly [Place, Place];

/** Is `a` near `b`, with at least this probability, whichever gateway is left out? */
export function isCorroborated(
  ground: Ground,
  [a, b]: readonly [Place, Place],
  least: number,
  spare: Spare,
): boolean {
  for (const gateway of hearingEither(a, b)) {
    const [one, other] = spare;
    if (!placeWithout(ground, a, gateway, one) || !placeWithout(ground, b, gateway, other))
      return false;
    if (nearnessOn(ground, one, other) < least) return false;
  }
  return true;
}

function placeWithout(ground: Ground, from: Place, gateway: number, into: Place): boolean {
  into.levels.set(from.levels);
  into.levels[gateway] = Number.NaN;
  // What is known of the carrier counts; what is only reckoned teaches nobody anything.
  into.strength = from.strength && asideOf(from.strength);
  return settleOn(ground, into);
}

const hearingEither = (a: Place, b: Place): readonly number[] =>
  [...a.levels.keys()].filter(
    (gateway) => !Number.isNaN(a.levels[gateway]) || !Number.isNaN(b.levels[gateway]),
  );
