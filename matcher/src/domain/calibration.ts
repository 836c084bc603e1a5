/**
 * Calibration: turns what gateways hear of one carrier, while somebody stands at marked spots and
 * walks between marked corners, into samples of a radio map. Pure; a value that is changed in place.
 *
 * Standing: the mean of ten seconds. Walking: pieces of two seconds, where they were on the straight
 * line between the last two marks. It is complete after twelve spots and five minutes, and useful
 * after three spots.
 */
import {
  CALIBRATION_SPOTS,
  CALIBRATION_WALK_SECONDS,
  metres,
  minutes,
  type SessionId,
  type UnixMs,
} from "@sighej/protocol";
import { type Levels, levelAt, noLevels } from "./levels.ts";
import type { LevelPolicy } from "./policy.ts";
import type { Marked } from "./proximity/calibrate.ts";
import type { Spot } from "./proximity/layer.ts";

export interface Calibration {
  /** Stands for the carrier among sessions, and is none. */
  readonly carrier: SessionId;
  readonly startedAt: UnixMs;
  readonly levels: Levels;
  readonly samples: Marked[];
  standing: Standing | undefined;
  walking: Walking | undefined;
}

interface Standing {
  readonly at: Spot;
  readonly since: UnixMs;
  readonly sums: Float64Array;
  readonly counts: Uint16Array;
  ticks: number;
}

interface Walking {
  readonly from: Spot;
  readonly since: UnixMs;
  /** What was heard since, every two seconds. */
  readonly bins: Float32Array[];
}

/** How long to stand, in ticks: as long as levels need to settle, twice. */
const STAND_TICKS = 10;
const BIN_TICKS = 2;
/** Between two corners of a walk; whoever takes longer has not walked straight. */
const LEG_BINS = 30;
/** Spots and pieces of a walk that are taken: an hour's. */
const MOST_SAMPLES = 600;
/** Fewer say less than the plain map. */
const LEAST_SPOTS = 3;
/** A calibration that was forgotten ends by itself. */
const CALIBRATION_LIFE = minutes(90);

export const beginCalibration = (
  carrier: SessionId,
  gateways: number,
  now: UnixMs,
): Calibration => ({
  carrier,
  startedAt: now,
  levels: noLevels(gateways),
  samples: [],
  standing: undefined,
  walking: undefined,
});

/** Standing here from now on; what was stood before this and not long enough is dropped. */
export function standAt(calibration: Calibration, at: Spot, now: UnixMs): void {
  const gateways = calibration.levels.parts.length / 3;
  calibration.walking = undefined;
  calibration.standing = {
    ...{ at, since: now, ticks: 0 },
    sums: new Float64Array(gateways),
    counts: new Uint16Array(gateways),
  };
}

/** Passing here now: what was heard since the last corner was heard on the line between them. */
export function passBy(calibration: Calibration, at: Spot, now: UnixMs): void {
  const { walking, samples } = calibration;
  calibration.standing = undefined;
  calibration.walking = { from: at, since: now, bins: [] };
  if (walking === undefined) return;
  const { from, bins } = walking;
  for (const [index, levels] of bins.entries()) {
    const along = (index + 0.5) / bins.length;
    if (samples.length < MOST_SAMPLES)
      samples.push({
        x: metres(from.x + along * (at.x - from.x)),
        y: metres(from.y + along * (at.y - from.y)),
        levels,
        how: "passed",
      });
  }
}

/** Takes in what is heard now; call it once a second. */
export function listen(calibration: Calibration, now: UnixMs, policy: LevelPolicy): void {
  const { standing, walking, levels, samples } = calibration;
  const heard = (gateway: number) => levelAt(levels, gateway, now, policy);
  if (standing !== undefined) {
    for (let gateway = 0; gateway < standing.sums.length; gateway++) {
      const level = heard(gateway);
      if (Number.isNaN(level)) continue;
      standing.sums[gateway] = (standing.sums[gateway] ?? 0) + level;
      standing.counts[gateway] = (standing.counts[gateway] ?? 0) + 1;
    }
    standing.ticks++;
    if (standing.ticks < STAND_TICKS) return;
    calibration.standing = undefined;
    const mean = Float32Array.from(standing.sums, (sum, gateway) => {
      const count = standing.counts[gateway] ?? 0;
      return count === 0 ? Number.NaN : sum / count;
    });
    if (mean.every((each) => Number.isNaN(each))) return;
    // Whoever stands there again does so because something was wrong with the first time.
    const again = samples.findIndex((each) => each.how === "stood" && isHere(each, standing.at));
    if (again >= 0) samples.splice(again, 1);
    if (samples.length < MOST_SAMPLES) samples.push({ ...standing.at, levels: mean, how: "stood" });
    return;
  }
  if (walking === undefined || Math.floor((now - walking.since) / 1_000) % BIN_TICKS !== 0) return;
  if (walking.bins.length >= LEG_BINS) calibration.walking = undefined;
  else
    walking.bins.push(Float32Array.from({ length: levels.parts.length / 3 }, (_, at) => heard(at)));
}

/** Nearer than anybody marks two spots apart. */
const isHere = (one: Spot, other: Spot): boolean =>
  Math.hypot(one.x - other.x, one.y - other.y) <= SAME_SPOT;
const SAME_SPOT = 0.5;

export interface Progress {
  readonly spots: number;
  /** Where somebody has stood long enough. */
  readonly stood: readonly Spot[];
  readonly walkedSeconds: number;
  /** Seconds to stay at the present spot. */
  readonly stay: number;
  readonly hearing: number;
  readonly says: string;
}

export function progressOf(calibration: Calibration, now: UnixMs, policy: LevelPolicy): Progress {
  const { samples, standing, levels } = calibration;
  const stood = samples.flatMap(({ x, y, how }) => (how === "stood" ? [{ x, y }] : []));
  const spots = stood.length;
  const walkedSeconds = BIN_TICKS * (samples.length - spots);
  let hearing = 0;
  for (let gateway = 0; gateway < levels.parts.length / 3; gateway++)
    if (!Number.isNaN(levelAt(levels, gateway, now, policy))) hearing++;
  const stay = standing === undefined ? 0 : STAND_TICKS - standing.ticks;
  const says = sayOf(spots, walkedSeconds, stay, hearing);
  return { spots, stood, walkedSeconds, stay, hearing, says };
}

function sayOf(spots: number, walked: number, stay: number, hearing: number): string {
  if (hearing === 0) return "No gateway hears the carrier: is it switched on, and the right one?";
  if (stay > 0) return `Stay where you are for ${stay} s more.`;
  if (spots < CALIBRATION_SPOTS)
    return `${spots} of ${CALIBRATION_SPOTS} spots are done: go to the next one and mark it.`;
  if (walked < CALIBRATION_WALK_SECONDS)
    return `All spots are done, and ${walked} of ${CALIBRATION_WALK_SECONDS} s of walking: mark a corner, walk straight to another, mark that.`;
  return "Everything is done: finish.";
}

export const isEnoughToFinish = ({ samples }: Calibration): boolean =>
  samples.filter(({ how }) => how === "stood").length >= LEAST_SPOTS;

export const isOver = ({ startedAt }: Calibration, now: UnixMs): boolean =>
  now - startedAt >= CALIBRATION_LIFE;
