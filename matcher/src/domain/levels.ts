/**
 * Levels: turns one session's sightings into one steady level per gateway. Pure.
 *
 * Per gateway an exponential mean m and a leaking maximum M; the level is (m + M) / 2, which has
 * less spot fading than mean, median or maximum alone (3.3 dB against 3.4 to 3.7, left out one
 * position at a time on tetam set_1), probably because it spans the three advertising channels.
 */
import type { Sighting, UnixMs } from "@sighej/protocol";
import type { LevelPolicy } from "./policy.ts";

interface Level {
  mean: number;
  max: number;
  at: UnixMs;
}

/** By index of the gateway in its venue, so never more entries than the venue has gateways. */
export type Levels = Map<number, Level>;

export const noLevels = (): Levels => new Map();

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
  const level = levels.get(gateway);
  if (level === undefined || now - level.at > policy.absentAfter) {
    levels.set(gateway, { mean, max, at: now });
    return true;
  }
  const passed = Math.max(SHORTEST_STEP_S, (now - level.at) / 1_000);
  level.mean += (1 - Math.exp((-passed * 1_000) / policy.meanTime)) * (mean - level.mean);
  level.max = Math.max(max, level.max - policy.leak * passed, level.mean);
  level.at = now;
  return true;
}

/** The level at `now`, dBm with fractions; undefined when absent. */
export function levelAt(
  levels: Levels,
  gateway: number,
  now: UnixMs,
  { absentAfter, leak }: LevelPolicy,
): number | undefined {
  const level = levels.get(gateway);
  if (level === undefined) return undefined;
  const age = now - level.at;
  if (age > absentAfter) return undefined;
  return (level.mean + Math.max(level.mean, level.max - (leak * age) / 1_000)) / 2;
}
