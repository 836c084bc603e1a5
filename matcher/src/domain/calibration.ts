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
  /** How long it was walked between corners, in ms. */
  walked: number;
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
  readonly pieces: Piece[];
}

/** What was heard in about two seconds of a walk. */
interface Piece {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly levels: Float32Array;
}

/** How long to stand, in ticks: as long as levels need to settle, twice. */
const STAND_TICKS = 10;
/** A piece of a walk, whichever second ticks come at: half a second less than two of them. */
const PIECE = 1_500;
/** Between two corners of a walk; whoever takes longer has not walked straight. */
const LEG = minutes(1);
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
  walked: 0,
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
  calibration.walking = { from: at, since: now, pieces: [] };
  if (walking === undefined) return;
  const { from, since, pieces } = walking;
  for (const piece of pieces) {
    if (samples.length >= MOST_SAMPLES) return;
    const along = ((piece.from + piece.to) / 2 - since) / (now - since);
    samples.push({
      x: metres(from.x + along * (at.x - from.x)),
      y: metres(from.y + along * (at.y - from.y)),
      levels: piece.levels,
      how: "passed",
    });
    calibration.walked += piece.to - piece.from;
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
  if (walking === undefined) return;
  if (now - walking.since > LEG) {
    calibration.walking = undefined;
    return;
  }
  const from = walking.pieces.at(-1)?.to ?? walking.since;
  if (now - from < PIECE) return;
  const pieceLevels = Float32Array.from({ length: levels.parts.length / 3 }, (_, at) => heard(at));
  walking.pieces.push({ from, to: now, levels: pieceLevels });
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
  const { samples, walked, standing, levels } = calibration;
  const stood = samples.flatMap(({ x, y, how }) => (how === "stood" ? [{ x, y }] : []));
  const spots = stood.length;
  const walkedSeconds = Math.round(walked / 1_000);
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
