/**
 * Levels: turns one session's sightings into one steady level per gateway. Pure.
 *
 * Per gateway an exponential mean m and a leaking maximum M; the level is (m + M) / 2, which has
 * less spot fading than mean, median or maximum alone (3.3 dB against 3.4 to 3.7, left out one
 * position at a time on tetam set_1), probably because it spans the three advertising channels.
 *
 * Twelve bytes a gateway in one array, so that a sighting costs no allocation.
 */
import type { Sighting, UnixMs } from "@sighej/protocol";
import type { LevelPolicy } from "./policy.ts";
import { PLACE_GATEWAYS_MIN } from "./proximity/posterior.ts";

export interface Levels {
  /** Gateways that have a level. */
  size: number;
  /** What `at` below counts from: the first sighting of all. */
  since: UnixMs | undefined;
  /** By gateway: mean, dBm, NaN without one; maximum, dBm; when heard last, s after `since`. */
  readonly parts: Float32Array;
}

const PARTS = 3;
const MAX = 1;
const AT = 2;

/** What levels take for each gateway of a venue, bytes. */
export const LEVEL_BYTES = 4 * PARTS;

export const noLevels = (
  gateways: number,
  buffer: ArrayBuffer = new ArrayBuffer(LEVEL_BYTES * gateways),
): Levels => ({
  size: 0,
  since: undefined,
  parts: new Float32Array(buffer, 0, PARTS * gateways).fill(Number.NaN),
});

export function forgetLevels(levels: Levels): void {
  levels.size = 0;
  levels.since = undefined;
  levels.parts.fill(Number.NaN);
}

/** A window shorter than this still counts as this long: late windows arrive in bursts. */
const SHORTEST_STEP_S = 0.25;

/**
 * Takes one sighting in, heard by `gateway` and told at `now`. False when it was refused as corrupt:
 * one impossible reading spoils a window's mean and maximum alike.
 */
export function hear(
  levels: Levels,
  gateway: number,
  { mean, max }: Pick<Sighting, "mean" | "max">,
  now: UnixMs,
  policy: LevelPolicy,
): boolean {
  if (max > policy.ceiling) return false;
  levels.since ??= now;
  const { parts } = levels;
  const first = PARTS * gateway;
  const second = (now - levels.since) / 1_000;
  const before = parts[first] ?? Number.NaN;
  const gap = second - (parts[first + AT] ?? 0);
  const known = !Number.isNaN(before);
  if (!known || gap * 1_000 > policy.absentAfter) {
    if (!known) levels.size++;
    parts[first] = mean;
    parts[first + MAX] = max;
  } else {
    const passed = Math.max(SHORTEST_STEP_S, gap);
    const after = before + (1 - Math.exp((-passed * 1_000) / policy.meanTime)) * (mean - before);
    parts[first] = after;
    parts[first + MAX] = Math.max(max, (parts[first + MAX] ?? max) - policy.leak * passed, after);
  }
  parts[first + AT] = second;
  return true;
}

/** The level at `now`, dBm with fractions; NaN when absent, or older than `newEnough`, ms. */
export function levelAt(
  { since, parts }: Levels,
  gateway: number,
  now: UnixMs,
  { absentAfter, leak }: LevelPolicy,
  newEnough: number = absentAfter,
): number {
  const first = PARTS * gateway;
  const mean = parts[first] ?? Number.NaN;
  if (since === undefined || Number.isNaN(mean)) return Number.NaN;
  const age = (now - since) / 1_000 - (parts[first + AT] ?? 0);
  if (age * 1_000 > newEnough) return Number.NaN;
  return (mean + Math.max(mean, (parts[first + MAX] ?? mean) - leak * age)) / 2;
}

/**
 * Writes the levels of all gateways at `now` into `into`. Of one who walks what is older than the mean's
 * own time is of another spot, and a gateway that fell silent would hold it back: that is left out, if
 * enough for a place are heard without it.
 */
export function levelsAt(
  levels: Levels,
  now: UnixMs,
  policy: LevelPolicy,
  walks: boolean,
  into: Float32Array,
): void {
  if (!walks || writeLevels(levels, now, policy, policy.meanTime, into) < PLACE_GATEWAYS_MIN)
    writeLevels(levels, now, policy, policy.absentAfter, into);
}

function writeLevels(
  levels: Levels,
  now: UnixMs,
  policy: LevelPolicy,
  newEnough: number,
  into: Float32Array,
): number {
  let heard = 0;
  for (let gateway = 0; gateway < into.length; gateway++) {
    const level = levelAt(levels, gateway, now, policy, newEnough);
    into[gateway] = level;
    if (!Number.isNaN(level)) heard++;
  }
  return heard;
}

/** Drops what is known of a gateway that does not hear the session any more. */
export function forgetLevel(levels: Levels, gateway: number): void {
  const first = PARTS * gateway;
  const mean = levels.parts[first] ?? Number.NaN;
  if (Number.isNaN(mean)) return;
  levels.parts[first] = Number.NaN;
  levels.size--;
}
