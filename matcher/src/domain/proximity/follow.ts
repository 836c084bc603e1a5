/**
 * Follow: turns the levels of one carrier, second by second, into where it is, its place before
 * counting while it walks. Pure but for the place it is given; allocates nothing.
 *
 * Only for walkers: of one who stands, the place before rests on the same fading as the present one,
 * so that counting both would only make it look surer. A few gateways say little of a moment, and
 * where somebody was a second ago says much.
 */
import type { Before } from "./likely-cells.ts";
import { findPlace, type Place } from "./posterior.ts";
import type { RadioMap } from "./radio-map.ts";
import { feelSteps, hasComeFar, isWalking, loseWalk, markLevels, waitAt } from "./walk.ts";
import type { Zoning } from "./zoning.ts";

/** How far somebody walks in a second, m: 2.5 m in 5 s, a random walk (the proximity recipe). */
const WALKED = 1.1;
/** A place older than this says nothing of the next one, s: a gateway is absent by then. */
const FORGOTTEN = 15;

/** For one place at a time. */
let before: Before | undefined;

/**
 * `findPlace` for a carrier that is followed: `passed` s after the call before. False, and nothing
 * remembered, when too few gateways hear it.
 */
export function followPlace(
  map: RadioMap,
  place: Place,
  passed: number,
  zoning?: Zoning | undefined,
): boolean {
  if (passed > FORGOTTEN) loseWalk(place);
  waitAt(place, passed);
  // A plain map is wrong by more than a step, the same way all along: the past adds up to nothing there.
  if (map.kind !== "plain") feelSteps(place);
  else place.stirs = false;
  const walks = isWalking(place);
  if (walks) {
    before ??= { place, spread: 0, far: false };
    before.place = place;
    before.spread = WALKED * Math.sqrt(passed);
    before.far = hasComeFar(place);
  }
  if (findPlace(map, place, zoning, walks ? before : undefined)) {
    markLevels(place, map.scratch.heard);
    return true;
  }
  loseWalk(place);
  return false;
}
