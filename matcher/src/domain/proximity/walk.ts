/**
 * Walk: turns the places of one carrier and its levels, one after the other, into whether it walks.
 * Pure but for the place it is given; allocates nothing.
 *
 * Places tell late, and with few gateways hardly ever: one is as unsure as a stroll of ten seconds is
 * long. Levels tell at once, since fading stands still with whoever stands: on tetam set_1 those of
 * the loudest gateways change by 0.8 dB in ten seconds, while somebody strolls by 3.5 to 5 dB.
 */

import { whole } from "./whole.ts";

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
  /** dBm by gateway, NaN where absent. */
  readonly levels: Float32Array;
  /** Levels of the gateways that heard it loudest some seconds ago, two in each, packed by `markOf`. */
  loudest: number;
  nextLoudest: number;
  /** For how long they have been, whole ms, up to DUE. */
  marked: number;
  /** Whether levels had changed when they were remembered. */
  stirs: boolean;
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

/** Remembered for so long, levels are due to be remembered anew, ms. */
export const DUE = STAYS;
/** Gateways whose levels are remembered: the loudest change most with a metre. */
const MARKS = 4;
/**
 * These levels changed by so much in up to STAYS is walking, dB, the largest change left out: one
 * gateway may be behind somebody, or dead. Who stands on set_1 is taken for a walker by it for .001 to
 * .006 of the time, with 12 to 4 gateways, and for a sixth to a third where somebody else steps in its
 * way every 20 s; who strolls is taken for one for .77 to .95.
 */
const STIRRED = 2;
/** A level as a whole number below 128; 256 gateways at most, so that two are still a small integer. */
const LEVELS = 128;
const MARK_BITS = 15;

/** As if nothing were known of where it has been and what it sounded like. */
export function forgetWalk(
  place: Pick<Step, "stayed" | "loudest" | "nextLoudest" | "marked" | "stirs">,
): void {
  place.stayed = NOWHERE;
  place.loudest = 0;
  place.nextLoudest = 0;
  place.marked = DUE;
  place.stirs = false;
}

export function loseWalk(place: Pick<Step, "stayed" | "marked" | "stirs">): void {
  if (place.stayed !== NOWHERE) place.stayed = LOST;
  place.marked = DUE;
  place.stirs = false;
}

/** Counts the time since the place before. */
export function waitAt(place: Pick<Step, "stayed" | "marked">, seconds: number): void {
  const passed = Math.round(1_000 * seconds);
  if (place.stayed >= 0) place.stayed = Math.min(STAYS, place.stayed + passed);
  place.marked = Math.min(DUE, place.marked + passed);
}

/** Notes whether its levels are others than those remembered. */
export function feelSteps(place: Step): void {
  if (place.stayed < 0) return;
  let sum = 0;
  let most = 0;
  let count = 0;
  for (let at = 0; at < MARKS; at++) {
    const both = at < 2 ? place.loudest : place.nextLoudest;
    const mark = (both >> (MARK_BITS * (at & 1))) & ((1 << MARK_BITS) - 1);
    const gateway = Math.floor(mark / LEVELS);
    const change = Math.abs((place.levels[gateway] as number) + (mark % LEVELS));
    if (Number.isNaN(change)) continue;
    count++;
    sum += change;
    if (change > most) most = change;
  }
  if (count >= MARKS - 1 && sum - most >= STIRRED * (count - 1)) {
    place.stirs = true;
    place.marked = DUE;
  } else if (place.marked === DUE) place.stirs = false;
}

/** Remembers levels anew when it is time to; `heard` are the gateways, loudest first. */
export function markLevels(place: Step, heard: Int32Array): void {
  if (place.marked < DUE) return;
  place.marked = 0;
  place.loudest = marksOf(place, heard, 0);
  place.nextLoudest = marksOf(place, heard, 2);
}

const marksOf = ({ levels }: Pick<Step, "levels">, heard: Int32Array, at: number): number =>
  markOf(levels, heard[at] as number) | (markOf(levels, heard[at + 1] as number) << MARK_BITS);

const markOf = (levels: Float32Array, gateway: number): number =>
  gateway * LEVELS + Math.min(LEVELS - 1, Math.max(0, Math.round(-(levels[gateway] as number))));

/** Whether `place` is far from where it had last come to, or its first; then it counts from here. */
export function comesFar(place: Step): boolean {
  const x = whole(100 * place.x);
  const y = whole(100 * place.y);
  const isKnown = place.stayed >= 0;
  const square = ((x - place.fromX) / 100) ** 2 + ((y - place.fromY) / 100) ** 2;
  const isFar = place.stayed === NOWHERE || square >= APART * APART + place.xx + place.yy;
  if (!isFar && isKnown) return false;
  place.stayed = isKnown ? 0 : STAYS;
  place.fromX = x;
  place.fromY = y;
  return isFar;
}

/** Whether it has come far of late. */
export const hasComeFar = ({ stayed }: Pick<Step, "stayed">): boolean =>
  stayed >= 0 && stayed < STAYS;

export const isWalking = (place: Pick<Step, "stayed" | "stirs">): boolean =>
  place.stirs || hasComeFar(place);
