/**
 * Pairs: turns a scene into pairs of phones, each with what third phones heard of both. Pure.
 *
 * The phones' own scans come every four to five minutes (that of the calibration app every ten
 * seconds), so a window of 300 s holds about one scan of every phone.
 */
import { effectsOf, FEATURES, featuresOf } from "@sighej/matcher/domain";
import type { Heard, Scene } from "./scene.ts";

export interface Judged {
  readonly a: number;
  readonly b: number;
  /** Mean distance while one of the two heard the other, m. */
  readonly distance: number;
  readonly features: Float64Array;
}

const WINDOW_S = 300;
/** Fewer adverts than this are the end of a recording, not a window. */
const HEARD_MIN = 20;

/** Pairs of whom a camera saw how far they were from each other. */
export function pairsOf(scene: Scene): readonly Judged[] {
  const start = scene.heard[0]?.at ?? 0;
  const windows: Heard[][] = [];
  for (const each of scene.heard) {
    const window = Math.floor((each.at - start) / WINDOW_S);
    windows[window] ??= [];
    windows[window].push(each);
  }
  return windows.flatMap((heard) =>
    heard.length < HEARD_MIN ? [] : inWindow(scene.phones, heard),
  );
}

function inWindow(phones: number, heard: readonly Heard[]): readonly Judged[] {
  const [sums, counts] = [new Float64Array(phones ** 2), new Uint32Array(phones ** 2)];
  const [far, seen] = [new Float64Array(phones ** 2), new Uint32Array(phones ** 2)];
  const addTo = (to: Float64Array | Uint32Array, at: number, value: number): void => {
    to[at] = (to[at] ?? 0) + value;
  };
  for (const { by, of, rssi, distance } of heard) {
    addTo(sums, of * phones + by, rssi);
    addTo(counts, of * phones + by, 1);
    if (distance === undefined) continue;
    const pair = Math.max(by, of) * phones + Math.min(by, of);
    addTo(far, pair, distance);
    addTo(seen, pair, 1);
  }
  const rows = Array.from({ length: phones }, (_, of) =>
    Float32Array.from({ length: phones }, (_, by) => {
      const count = counts[of * phones + by] ?? 0;
      return count === 0 ? Number.NaN : (sums[of * phones + by] ?? 0) / count;
    }),
  );
  const judged: Judged[] = [];
  for (let a = 0; a < phones; a++)
    for (let b = 0; b < a; b++) {
      const times = seen[a * phones + b] ?? 0;
      if (times === 0) continue;
      const features = new Float64Array(FEATURES);
      const third = rows.map((row, of) => without(row, of, a, b));
      const pair = [third[a], third[b]] as const;
      if (pair[0] === undefined || pair[1] === undefined) continue;
      if (!featuresOf(pair[0], pair[1], effectsOf(third), features)) continue;
      judged.push({ a, b, distance: (far[a * phones + b] ?? 0) / times, features });
    }
  return judged;
}

/** What others heard: nothing that `a` and `b` heard of each other is left. */
function without(row: Float32Array, of: number, a: number, b: number): Float32Array {
  if (of !== a && of !== b) return row;
  const third = Float32Array.from(row);
  third[of === a ? b : a] = Number.NaN;
  return third;
}
