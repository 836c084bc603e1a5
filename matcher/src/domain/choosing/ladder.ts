/**
 * Ladder: turns how long somebody has waited into what they would be nudged about. Pure.
 *
 * At first only the best of what is at hand, then anything shared, then something related, and at
 * last just a chat: people whose interests nobody shares are reached too.
 */
import type { DurationMs } from "@sighej/protocol";
import type { LadderPolicy } from "../policy.ts";

/** What two may be nudged about, least first. */
export type Rung = "exact" | "related" | "open";

/** The highest rung of somebody who has `waited`, since the last nudge or the start. */
export function rungAfter(waited: DurationMs, policy: LadderPolicy): Rung {
  if (waited >= policy.openAfter) return "open";
  return waited >= policy.relatedAfter ? "related" : "exact";
}

/**
 * The score that something shared must reach for somebody who has `waited` and whose scores with
 * everyone at hand are `scores`. Falls evenly; never below the floor.
 */
export function thresholdAfter(
  waited: DurationMs,
  scores: readonly number[],
  { quantile, floor, fall }: LadderPolicy,
): number {
  if (waited >= fall) return floor;
  const first = Math.max(floor, quantileOf(scores, quantile));
  return first - (first - floor) * (Math.max(0, waited) / fall);
}

/** The least score that is not exceeded by `quantile` of all; 0 of none. */
export function quantileOf(scores: readonly number[], quantile: number): number {
  const sorted = [...scores].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
}
