/**
 * Scenes: turns recordings into moments with truth, for standing and for walked beacons. Pure.
 */
import type { Policy } from "@sighej/matcher/domain";
import type { Readings } from "./air.ts";
import { type Look, looksAt } from "./look.ts";
import type { Stood, Walked } from "./tetam.ts";

/** One beacon at one moment. */
export interface Moment {
  readonly look: Look;
  readonly x: number;
  readonly y: number;
  /** The position or run that it is of. */
  readonly of: number;
  /** Standing: moments of one number are taken to be at once. Walking: seconds into the run. */
  readonly when: number;
}

export interface Scene {
  readonly name: "standing" | "moving";
  readonly moments: readonly Moment[];
  /** Positions or runs; a bootstrap draws these. */
  readonly units: number;
  /** Which two moments may be two people at once. */
  meet(a: Moment, b: Moment): boolean;
}

/** Looks at each standing beacon; 11 of them, 145 s apart, over the half hour. */
const STANDING_LOOKS = Array.from({ length: 11 }, (_, look) => 60 + 145 * look);
const STANDING_SPAN = 5;
/** Walked beacons are looked at every 3 s, once levels have settled. */
const WALK_EVERY = 3;
const WALK_SPAN = 5;
/** Two moments of one run so far apart are two people, s (the protocol of the recipe's figures). */
const APART = 30;

/** `from`: where the carrier was, most of the time. */
export type Alter = (readings: Readings, at: readonly number[], from: Spot) => Readings;
interface Spot {
  readonly x: number;
  readonly y: number;
}
const asIs: Alter = (readings) => readings;

export function standing(
  stood: readonly Stood[],
  policy: Policy["levels"],
  alter: Alter = asIs,
): Scene {
  return {
    name: "standing",
    units: stood.length,
    moments: stood.flatMap(({ x, y, readings }, of) =>
      looksAt(alter(readings, STANDING_LOOKS, { x, y }), STANDING_LOOKS, STANDING_SPAN, policy).map(
        (look, when) => ({ look, x, y, of, when }),
      ),
    ),
    meet: (a, b) => a.when === b.when && a.of !== b.of,
  };
}

export function moving(
  walked: readonly Walked[],
  policy: Policy["levels"],
  alter: Alter = asIs,
): Scene {
  return {
    name: "moving",
    units: walked.length,
    moments: walked.flatMap(({ path, readings }, of) => {
      const at: number[] = [];
      for (let second = WALK_SPAN; second < readings.length - 1; second += WALK_EVERY)
        at.push(second);
      return looksAt(
        alter(readings, at, path[path.length >> 1] ?? { x: 0, y: 0 }),
        at,
        WALK_SPAN,
        policy,
      ).map((look) => {
        const stretch = path.slice(look.second - WALK_SPAN + 1, look.second + 1);
        const mean = (axis: "x" | "y") =>
          stretch.reduce((sum, each) => sum + each[axis], 0) / stretch.length;
        return { look, x: mean("x"), y: mean("y"), of, when: look.second };
      });
    }),
    meet: (a, b) => a.of !== b.of || Math.abs(a.when - b.when) > APART,
  };
}
