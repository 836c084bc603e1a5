/**
 * Alike: hands on every pair of a crowd that is near with at least some log odds by how alike gateways
 * hear the two, for venues of which nobody knows where gateways hang. Never all pairs: two are looked
 * at when each is among the loudest of two gateways of the other's loudest four. Pure but for its own
 * room, which is kept between calls: a pair costs no allocation.
 */
import type { Place } from "./posterior.ts";
import { FEATURES, featuresOf, type Gains, HUNG, unplacedOdds } from "./unplaced.ts";

/** The loudest so many of one are compared with those of another, … */
const LOUDEST = 4;
/** … of which so many must be the same. */
const SHARED = 2;
/** Fewer gateways than this that hear both say nothing: such two are in a zone, never near. */
const COMMON_MIN = 4;
/** Pairs looked at in one call, 1 µs each; the rest is left out, and counted. */
export const MAX_ALIKE = 100_000;

const features = new Float64Array(FEATURES);

/** Log odds of being within about 5 m; −∞ where too few gateways hear both. */
export function alikeOdds(a: Place, b: Place, gains: Gains): number {
  let common = 0;
  for (let gateway = 0; gateway < a.levels.length; gateway++)
    if (!Number.isNaN((a.levels[gateway] as number) - (b.levels[gateway] as number))) common++;
  if (common < COMMON_MIN || !featuresOf(a.levels, b.levels, gains, features))
    return Number.NEGATIVE_INFINITY;
  return unplacedOdds(features, HUNG);
}

/** Counts the gateways that have a level of it; whether they are enough to compare it by. */
export function noteHeard(place: Place): boolean {
  const { levels } = place;
  place.hearing = 0;
  for (let gateway = 0; gateway < levels.length; gateway++)
    if (!Number.isNaN(levels[gateway] as number)) place.hearing++;
  return place.hearing >= COMMON_MIN;
}

/** Whom each gateway is among the loudest of, by number in `all`, and for whom a look is due. */
const room = { shared: new Uint8Array(0), loudest: new Int16Array(0) };

/**
 * Calls `visit` for every pair whose log odds of being near are at least `odds`, beginning with number
 * `from`, so that in a crowd too large not the same are left out every time. Returns how many pairs
 * were left out.
 */
export function eachAlike<T>(
  all: readonly T[],
  placeOf: (each: T) => Place | undefined,
  gains: Gains,
  { odds, from }: { readonly odds: number; readonly from: number },
  visit: (a: T, b: T) => void,
): number {
  if (room.shared.length < all.length) {
    room.shared = new Uint8Array(2 * all.length);
    room.loudest = new Int16Array(LOUDEST * 2 * all.length);
  }
  const { shared, loudest } = room;
  const among: number[][] = Array.from({ length: gains.gateways.length }, () => []);
  let left = MAX_ALIKE;
  for (let turn = 0; turn < all.length; turn++) {
    const at = (from + turn) % all.length;
    const place = placeOf(all[at] as T);
    if (place === undefined) continue;
    chooseLoudest(place, loudest, LOUDEST * at);
    // Those who came before are in the lists; each pair is met once.
    for (let rank = 0; rank < LOUDEST; rank++)
      for (const other of among[loudest[LOUDEST * at + rank] as number] ?? []) {
        const times = (shared[other] as number) + 1;
        shared[other] = times;
        if (times !== SHARED || left-- <= 0) continue;
        const b = placeOf(all[other] as T);
        if (b !== undefined && alikeOdds(place, b, gains) >= odds)
          visit(all[at] as T, all[other] as T);
      }
    for (let rank = 0; rank < LOUDEST; rank++) {
      const list = among[loudest[LOUDEST * at + rank] as number];
      for (const other of list ?? []) shared[other] = 0;
      list?.push(at);
    }
  }
  return Math.max(0, -left);
}

/** Writes the gateways that hear `place` loudest, from `to` on, loudest first; −1 for none. */
function chooseLoudest({ levels }: Place, into: Int16Array, to: number): void {
  into.fill(-1, to, to + LOUDEST);
  for (let gateway = 0; gateway < levels.length; gateway++) {
    const level = levels[gateway] as number;
    if (Number.isNaN(level)) continue;
    let rank = LOUDEST;
    while (rank > 0 && isLouder(level, into[to + rank - 1] as number, levels)) rank--;
    if (rank === LOUDEST) continue;
    into.copyWithin(to + rank + 1, to + rank, to + LOUDEST - 1);
    into[to + rank] = gateway;
  }
}

const isLouder = (level: number, than: number, levels: Float32Array): boolean =>
  than < 0 || level > (levels[than] as number);
