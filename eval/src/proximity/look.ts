/**
 * Look: what can be seen of one beacon at one moment, by the matcher's own level filter and as plain
 * means for simpler methods. Pure.
 */
import { hear, levelsAt, noLevels, type Policy } from "@sighej/matcher/domain";
import { dbm, unixMs } from "@sighej/protocol";
import { type Readings, type Windows, windowsOf } from "./air.ts";

export interface Look {
  /** The matcher's levels by receiver, dBm, NaN where absent. */
  readonly levels: Float32Array;
  /** The same of one who walks. */
  readonly walking: Float32Array;
  /** Mean of the last seconds by receiver, corrupt readings left out, dBm, NaN where absent. */
  readonly mean: Float32Array;
  /** What methods with a memory look back on: every window up to and with this second. */
  readonly windows: Windows;
  readonly second: number;
}

/** Any time will do. */
const START = 1_800_000_000_000;

/** Looks at the end of each of these seconds, ascending; `span` is how long plain means reach, s. */
export function looksAt(
  readings: Readings,
  at: readonly number[],
  span: number,
  policy: Policy["levels"],
): readonly Look[] {
  const windows = windowsOf(readings);
  const { receivers, seconds, mean, max } = windows;
  const levels = noLevels(receivers);
  const looks: Look[] = [];
  for (let second = 0; second < seconds && looks.length < at.length; second++) {
    const now = unixMs(START + 1_000 * (second + 1));
    for (let receiver = 0; receiver < receivers; receiver++) {
      const cell = second * receivers + receiver;
      const heard = mean[cell] ?? Number.NaN;
      const loudest = max[cell] ?? heard;
      if (!Number.isNaN(heard))
        hear(levels, receiver, { mean: dbm(heard), max: dbm(loudest) }, now, policy);
    }
    const levelsOf = (walks: boolean) => {
      const into = new Float32Array(receivers);
      levelsAt(levels, now, policy, walks, into);
      return into;
    };
    if (at[looks.length] === second)
      looks.push({
        levels: levelsOf(false),
        walking: levelsOf(true),
        mean: meanOver(windows, second, span, policy.ceiling),
        windows,
        second,
      });
  }
  return looks;
}

function meanOver(windows: Windows, until: number, span: number, ceiling: number): Float32Array {
  const { receivers, mean, max } = windows;
  return Float32Array.from({ length: receivers }, (_, receiver) => {
    let [sum, count] = [0, 0];
    for (let second = Math.max(0, until - span + 1); second <= until; second++) {
      const cell = second * receivers + receiver;
      const heard = mean[cell] ?? Number.NaN;
      if (Number.isNaN(heard) || (max[cell] ?? heard) > ceiling) continue;
      sum += heard;
      count++;
    }
    return sum / count;
  });
}

/** Mean by receiver over looks, dBm; NaN where fewer than a quarter of them had a level. */
export function averageOf(
  looks: readonly Look[],
  receivers: number,
  of: "levels" | "mean" = "levels",
): Float32Array {
  return Float32Array.from({ length: receivers }, (_, receiver) => {
    const heard = looks
      .map((look) => look[of][receiver] ?? Number.NaN)
      .filter((each) => !Number.isNaN(each));
    if (heard.length < looks.length / 4) return Number.NaN;
    return heard.reduce((sum, each) => sum + each, 0) / heard.length;
  });
}
