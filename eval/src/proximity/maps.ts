/**
 * Maps: makes the radio maps that a scene is judged with, never from what is judged. Pure.
 */
import {
  calibrate,
  learn,
  type Marked,
  type Policy,
  plainMap,
  type RadioMap,
  type Zoning,
  zoningOf,
} from "@sighej/matcher/domain";
import { metres } from "@sighej/protocol";
import { windowsOf } from "./air.ts";
import { averageOf, looksAt } from "./look.ts";
import type { Hall, Receiver, Stood, Walked } from "./tetam.ts";

export interface Charted {
  readonly map: RadioMap;
  readonly zoning: Zoning;
}

/** Zones are the cells of all receivers of the hall, also where a map knows only some. */
const charted = (map: RadioMap, sites: readonly Receiver[]): Charted => ({
  map,
  zoning: zoningOf(map, [...sites.keys()], [], sites),
});

/** A standing beacon as somebody who calibrates leaves it: the mean level of half an hour. */
export function markedSpots(stood: readonly Stood[], policy: Policy["levels"]): readonly Marked[] {
  return stood.map(({ x, y, readings }) => {
    const at = Array.from({ length: 350 }, (_, look) => 20 + 5 * look);
    const looks = looksAt(readings, at, 1, policy);
    return { x, y, levels: averageOf(looks, readings.receivers), how: "stood" };
  });
}

/** The same for kNN: plain means, as it is asked about. */
export function fingerprints(
  stood: readonly Stood[],
  policy: Policy["levels"],
): readonly { readonly x: number; readonly y: number; readonly levels: Float32Array }[] {
  return stood.map(({ x, y, readings }) => {
    const at = Array.from({ length: 350 }, (_, look) => 20 + 5 * look);
    return {
      x,
      y,
      levels: averageOf(looksAt(readings, at, 5, policy), readings.receivers, "mean"),
    };
  });
}

const BIN = 2;

/** A walk in pieces of two seconds, the middle of mean and maximum of each. */
export function markedWalk({ readings, path }: Walked): readonly Marked[] {
  const { receivers, seconds, mean, max } = windowsOf(readings);
  return Array.from({ length: Math.floor(seconds / BIN) }, (_, bin): Marked => {
    const from = bin * BIN;
    const spots = path.slice(from, from + BIN);
    const middle = (axis: "x" | "y") =>
      metres(spots.reduce((sum, each) => sum + each[axis], 0) / spots.length);
    const levels = Float32Array.from({ length: receivers }, (_, receiver) => {
      let [sum, count, loudest] = [0, 0, Number.NEGATIVE_INFINITY];
      for (let second = from; second < from + BIN; second++) {
        const level = mean[second * receivers + receiver] ?? Number.NaN;
        const most = max[second * receivers + receiver] ?? level;
        if (Number.isNaN(level) || most > CEILING) continue;
        sum += level;
        count++;
        loudest = Math.max(loudest, most);
      }
      return count === 0 ? Number.NaN : (sum / count + loudest) / 2;
    });
    return { x: middle("x"), y: middle("y"), levels, how: "passed" };
  });
}

const CEILING = -30;

/** One map per thing left out, made when it is asked for. */
function perLeftOut(make: (leftOut: number) => Charted, keyOf = (leftOut: number) => leftOut) {
  const made = new Map<number, Charted>();
  return (leftOut: number): Charted => {
    const key = keyOf(leftOut);
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/** From marked samples; those `of` what is left out are not used. */
export const calibratedMaps = (
  sites: readonly Receiver[],
  receivers: readonly Receiver[],
  samples: readonly (Marked & { readonly of: number })[],
  hall: Hall,
) =>
  perLeftOut((leftOut) => {
    const used = samples.filter(({ of }) => of !== leftOut);
    return charted(calibrate(receivers, used, { bounds: hall }), sites);
  });

/** So many maps are learned, each without a share of the positions: learning takes seconds. */
const FOLDS = 9;

/** From unlabelled levels; those of the same fold as what is left out are not used. */
export const learnedMaps = (
  sites: readonly Receiver[],
  receivers: readonly Receiver[],
  windows: readonly { readonly levels: Float32Array; readonly of: number }[],
  hall: Hall,
) =>
  perLeftOut(
    (fold) =>
      charted(
        learn(
          receivers,
          windows.filter(({ of }) => of % FOLDS !== fold).map(({ levels }) => levels),
          hall,
        ),
        sites,
      ),
    (leftOut) => leftOut % FOLDS,
  );

export const plainMaps = (sites: readonly Receiver[], receivers: readonly Receiver[]) => {
  const only = charted(plainMap(receivers), sites);
  return () => only;
};
