/**
 * Epoch: turns a time into the period in which one token is on the air. Pure.
 *
 * 512 s (2⁹) is the rotation of a stock Eddystone-EID tag with K = 9 (google/eddystone,
 * eddystone-eid/README.md), so tags and phones share a clock, and it stays below the 15 min after
 * which phones change their address by default.
 */
import { type DurationMs, durationMs, seconds, type UnixMs, unixMs } from "./units.ts";

declare const epoch: unique symbol;
/** Number of whole 512 s periods since 1970; fits u32 until the year 71,000. */
export type Epoch = number & { readonly [epoch]: true };

export const EPOCH_LENGTH: DurationMs = seconds(512);

/**
 * How early or late a token is still taken: the clock error of a cheap beacon over two hours
 * (150 ppm, 1 s) plus the delivery of sightings through a slow network.
 */
export const EPOCH_GRACE: DurationMs = seconds(60);

const MAX_EPOCH = 0xffff_ffff;

/** The epoch with this number; it must be a whole number in u32. */
export function epochNumbered(number: number): Epoch {
  if (!Number.isInteger(number) || number < 0 || number > MAX_EPOCH)
    throw new RangeError("an epoch is a whole number from 0 to 2^32 - 1");
  return number as Epoch;
}

export const epochAt = (now: UnixMs): Epoch => epochNumbered(Math.floor(now / EPOCH_LENGTH));

export const epochStart = (of: Epoch): UnixMs => unixMs(of * EPOCH_LENGTH);

/** The time until the token changes, 0 < result <= 512 s. */
export const untilNextEpoch = (now: UnixMs): DurationMs =>
  durationMs(EPOCH_LENGTH - (now % EPOCH_LENGTH));

/** The epochs whose tokens are taken at `now`: one, or two within the grace of a border. */
export function epochsAccepted(now: UnixMs): readonly Epoch[] {
  const first = epochAt(unixMs(Math.max(0, now - EPOCH_GRACE)));
  const last = epochAt(unixMs(now + EPOCH_GRACE));
  return first === last ? [first] : [first, last];
}
