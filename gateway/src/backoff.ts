/** Back-off: how long to wait before the next attempt to connect. Pure. */
import { type DurationMs, durationMs, seconds } from "@sighej/protocol";

/** First wait: a broker that restarts is back within seconds. */
const FIRST: DurationMs = seconds(1);
/** Longest: an operator who plugs the network in again does not want to wait longer. */
const LONGEST: DurationMs = seconds(30);
/** After wrong credentials, which only an operator can mend. */
const REFUSED: DurationMs = seconds(60);

/**
 * The wait after `failures` failed attempts in a row, at least 1. Doubles up to 30 s, of which a
 * random half is taken off, so that a venue's gateways do not all come back at the same moment.
 * `random` is from 0 to below 1.
 */
export function waitAfter(failures: number, refused: boolean, random: number): DurationMs {
  const whole = refused ? REFUSED : Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 10));
  return durationMs(whole * (1 - random / 2));
}
