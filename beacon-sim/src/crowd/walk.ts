/**
 * Walk: one person on the way from here to there, or standing and shifting from foot to foot. Pure.
 */
import { type DurationMs, metres } from "@sighej/protocol";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import { distance } from "./group.ts";

/**
 * Slower than the 1.34 m/s of a pavement (Weidmann, Transporttechnik der Fussgänger, 1993): people
 * in a hall full of groups stroll.
 */
const MIN_SPEED = 0.6;
const MAX_SPEED = 1.2;
/** How far a standing person's badge strays from where they stand, metres: about a wavelength. */
const SWAY = 0.1;
/** Mean time between two shifts of weight, ms. */
const SHIFT_EVERY = 8_000;

export const strollingSpeed = (rng: Rng): number =>
  MIN_SPEED + rng.uniform() * (MAX_SPEED - MIN_SPEED);

/** Where someone at `from` is after `elapsed` towards `to` at `speed` m/s. Never beyond it. */
export function stepTowards(from: Point, to: Point, speed: number, elapsed: DurationMs): Point {
  const left = distance(from, to);
  const way = (speed * elapsed) / 1_000;
  if (way >= left) return to;
  return {
    x: metres(from.x + ((to.x - from.x) * way) / left),
    y: metres(from.y + ((to.y - from.y) * way) / left),
  };
}

/** Where someone stands whose place is `place`: mostly where they stood, now and then a bit off. */
export function stepStanding(at: Point, place: Point, elapsed: DurationMs, rng: Rng): Point {
  const strayed = distance(at, place) > SWAY;
  if (!strayed && rng.uniform() >= elapsed / SHIFT_EVERY) return at;
  const angle = 2 * Math.PI * rng.uniform();
  const far = SWAY * rng.uniform();
  return { x: metres(place.x + far * Math.cos(angle)), y: metres(place.y + far * Math.sin(angle)) };
}

/** Direction from one point to another, radians from the x axis. */
export const bearingTo = (from: Point, to: Point): number =>
  Math.atan2(to.y - from.y, to.x - from.x);
