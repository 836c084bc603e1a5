/**
 * Back-off: turns the number of failures in a row into the time to wait before the next try. Pure.
 *
 * Full jitter, min(cap, base · 2ⁿ) times a random share: a hall of phones that lost one access
 * point must not come back in step.
 */
import { type DurationMs, durationMs, seconds } from "@sighej/protocol";

/** Short enough that a lost packet goes unnoticed. */
const BASE = durationMs(500);
/** A nudge lives three minutes; a phone that is back must not sleep through much of that. */
const CAP = seconds(15);
/** A hot loop is worse than a wait that nobody notices. */
const FLOOR = durationMs(100);

/** `failures` from 0; `random` from 0 to 1. The answer is 100 ms to 15 s. */
export function backOff(failures: number, random: number): DurationMs {
  const most = Math.min(CAP, BASE * 2 ** Math.min(failures, 16));
  return durationMs(Math.max(FLOOR, Math.round(most * random)));
}
