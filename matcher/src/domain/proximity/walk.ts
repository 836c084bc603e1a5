/**
 * Walk: turns the places of one carrier, one after the other, into whether it walks. Pure but for the
 * place it is given; allocates nothing.
 */

/** What is asked and kept of a place. */
interface Step {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  /** Where it was when it had last come far, whole cm: small integers take no room of their own. */
  fromX: number;
  fromY: number;
  /** For how long it has come no farther, whole ms, up to STAYS; NOWHERE or LOST. */
  stayed: number;
}

/** Before the first place. */
export const NOWHERE = -1;
/** Before the next place after a gap: whether it walks is open, where it was is still known. */
const LOST = -2;

/**
 * Come this far, beyond what the place itself is unsure by, is walking, m. It is another spot for the
 * radio too: what a map leaves unexplained is alike over some 4 m. Who stands on tetam set_1 is taken
 * for a walker for .002 of the time at most; with half the doubt for .008, with none of it for .106.
 */
const APART = 3;
/** Come no farther for this long is standing, ms: whoever strolls takes as long for APART and doubt. */
const STAYS = 10_000;

export function loseWalk(place: Pick<Step, "stayed">): void {
  if (place.stayed !== NOWHERE) place.stayed = LOST;
}

/** Counts the time since the place before. */
export function waitAt(place: Pick<Step, "stayed">, seconds: number): void {
  if (place.stayed >= 0) place.stayed = Math.min(STAYS, place.stayed + Math.round(1_000 * seconds));
}

/** Whether `place` is far from where it had last come to, or its first; then it counts from here. */
export function comesFar(place: Step): boolean {
  const x = Math.round(100 * place.x);
  const y = Math.round(100 * place.y);
  const isKnown = place.stayed >= 0;
  const square = ((x - place.fromX) / 100) ** 2 + ((y - place.fromY) / 100) ** 2;
  const isFar = place.stayed === NOWHERE || square >= APART * APART + place.xx + place.yy;
  if (!isFar && isKnown) return false;
  place.stayed = isKnown ? 0 : STAYS;
  place.fromX = x;
  place.fromY = y;
  return isFar;
}

export const isWalking = ({ stayed }: Pick<Step, "stayed">): boolean =>
  stayed >= 0 && stayed < STAYS;
