/**
 * Path: turns the readings of one receiver at one spot into the few numbers that fits are made of.
 * Pure.
 *
 * A path shows three levels, one per advertising channel, each in about a third of the readings, so
 * the thirds of the sorted readings tell the channels apart without knowing which was which.
 */
import type { Metres } from "@sighej/protocol";
import type { Readings } from "../replay/readings.ts";
import type { RecordedReceiver, RecordedSpot } from "../replay/recording.ts";

export interface Path {
  readonly receiver: RecordedReceiver;
  readonly spot: RecordedSpot;
  /** In space, beacon to receiver. */
  readonly distance: Metres;
  /** Median level of each channel, ascending, dBm. */
  readonly channels: readonly [number, number, number];
  /** Mean of the channels, dBm. */
  readonly mean: number;
  /** Variance of the readings about their mean, dB². */
  readonly variance: number;
  /** Good readings. */
  readonly count: number;
  /** Median time between two readings, ms. */
  readonly gapMs: number;
}

/** Above this a reading is corrupt: no receiver here is nearer than a hand (-30 dBm). */
const CORRUPT_ABOVE_DBM = -30;
/** Fewer readings than this (a minute's worth) have no thirds to speak of. */
const MIN_READINGS = 100;

export const isCorrupt = (rssiDbm: number): boolean => rssiDbm > CORRUPT_ABOVE_DBM;

/** The path, or undefined where the receiver heard too little there. */
export function pathOf(
  receiver: RecordedReceiver,
  spot: RecordedSpot,
  { at, rssi }: Readings,
): Path | undefined {
  const levels = rssi.filter((level) => !isCorrupt(level)).sort();
  if (levels.length < MIN_READINGS) return undefined;
  const third = levels.length / 3;
  const median = (index: number): number => levels[Math.floor((index + 0.5) * third)] ?? 0;
  const channels = [median(0), median(1), median(2)] as const;
  const average = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return {
    receiver,
    spot,
    distance: distanceBetween(receiver, spot),
    channels,
    mean: (channels[0] + channels[1] + channels[2]) / 3,
    variance: levels.reduce((sum, level) => sum + (level - average) ** 2, 0) / levels.length,
    count: levels.length,
    gapMs: medianGap(at),
  };
}

const distanceBetween = (a: RecordedReceiver, b: RecordedSpot): Metres =>
  Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) as Metres;

function medianGap(at: Uint32Array): number {
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  return gaps.sort()[Math.floor(gaps.length / 2)] ?? 0;
}
