/**
 * Casting: decides which spots of a recording are people, which wait for visitors, and which are
 * kept for someone in particular. Pure.
 */
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import { MAX_VISITORS } from "../stage.ts";
import { floorDistance, type RecordedSpot } from "./recording.ts";

export interface Casting {
  readonly people: readonly RecordedSpot[];
  /** Places for visitors, those with the most people around them first. */
  readonly spare: readonly RecordedSpot[];
  /** Kept for `place`, in the order asked. */
  readonly kept: readonly RecordedSpot[];
}

/** Share of the spots that are people unless told: 60 of the set's 81, so that visitors find room. */
const PEOPLE_SHARE = 0.75;
/**
 * Visitors are put where people are within this, metres: the eight spots around one of the
 * recording's grid of 2.2 by 2.6 m. Of standing people so close not half are found to be near, so a
 * visitor needs many of them.
 */
const NEIGHBOURS_WITHIN = 3.5;
/** Spots of the set are at least half a metre apart and named to the centimetre. */
const SAME_SPOT = 0.05;

/** Throws a RangeError when a place to keep is not in the recording. */
export function cast(
  spots: readonly RecordedSpot[],
  asked: { readonly people?: number; readonly positions?: readonly Point[] },
  rng: Rng,
): Casting {
  const kept = (asked.positions ?? []).map((position) => {
    const spot = spotAt(spots, position);
    if (spot === undefined)
      throw new RangeError(`nothing was recorded at ${position.x}, ${position.y} m`);
    return spot;
  });
  const free = shuffled(
    spots.filter((spot) => !kept.includes(spot)),
    rng,
  );
  const count = asked.people ?? Math.floor(free.length * PEOPLE_SHARE);
  const spare = seatsAmong(free, Math.min(MAX_VISITORS, free.length - count));
  const others = free.filter((spot) => !spare.includes(spot));
  const people = mostSurrounded(others, spare).slice(0, count);
  return { people, spare: mostSurrounded(spare, people), kept };
}

/** The spots with the most others around them, none next to another as long as that can be had. */
function seatsAmong(free: readonly RecordedSpot[], seats: number): readonly RecordedSpot[] {
  const taken: RecordedSpot[] = [];
  const byCompany = mostSurrounded(free, free);
  const alone = byCompany.filter((spot) => {
    const apart = taken.length < seats && neighboursOf(spot, taken) === 0;
    if (apart) taken.push(spot);
    return !apart;
  });
  return [...taken, ...alone].slice(0, Math.max(0, seats));
}

/** Those with the most of `people` around them first; the order stays where there are as many. */
const mostSurrounded = (
  spots: readonly RecordedSpot[],
  people: readonly RecordedSpot[],
): readonly RecordedSpot[] =>
  spots
    .map((spot) => ({ spot, neighbours: neighboursOf(spot, people) }))
    .sort((a, b) => b.neighbours - a.neighbours)
    .map(({ spot }) => spot);

const neighboursOf = (spot: RecordedSpot, people: readonly RecordedSpot[]): number =>
  people.filter((other) => floorDistance(spot, other) <= NEIGHBOURS_WITHIN).length;

export const spotAt = (spots: readonly RecordedSpot[], position: Point): RecordedSpot | undefined =>
  spots.find((spot) => floorDistance(spot, position) <= SAME_SPOT);

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], rng: Rng): readonly T[] {
  const left = [...items];
  return items.map(() => {
    const [taken] = left.splice(rng.integer(left.length), 1);
    return taken as T;
  });
}
