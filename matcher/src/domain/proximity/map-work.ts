/**
 * Map work: what takes seconds with radio maps, as one function of plain values, so that any thread
 * can do it. Pure.
 */
import { calibrate, calibratedBounds, type Marked } from "./calibrate.ts";
import { evidenceOf } from "./evidence.ts";
import { type KeptMap, keptOf, mapFrom, type Named } from "./kept-map.ts";
import { cellsOf, type Spot } from "./layer.ts";
import { learn, learnedBounds } from "./learn.ts";
import { areasOf } from "./quality.ts";
import { type MapKind, plainMap, type RadioMap } from "./radio-map.ts";
import type { Windows } from "./reservoir.ts";

export type MapJob =
  | {
      readonly kind: "learn";
      readonly gateways: readonly Named[];
      /** Corners of what is drawn of the venue. */
      readonly drawn: readonly Spot[];
      readonly windows: Windows;
      /** The map in use, and the one that it replaced; the plain one where undefined. */
      readonly current: KeptMap | undefined;
      readonly previous: KeptMap | undefined;
    }
  | {
      readonly kind: "calibrate";
      readonly gateways: readonly Named[];
      readonly drawn: readonly Spot[];
      readonly samples: readonly Marked[];
    };

export interface MapDone {
  readonly map: KeptMap;
  /** Of a learned map: how well each explains the windows that it was not made from, nats. */
  readonly evidence:
    | { readonly candidate: number; readonly current: number; readonly previous: number }
    | undefined;
}

/**
 * Cells times gateways times windows of one round of learning, eighteen of which take some 20 s of a
 * core: larger venues learn from fewer windows.
 */
const MOST_WORK = 2e8;

export function workOn(job: MapJob): MapDone {
  const { gateways, drawn } = job;
  if (job.kind === "calibrate") {
    const bounds = calibratedBounds(gateways, job.samples, drawn);
    const map = calibrate(gateways, job.samples, { bounds });
    const areas = areasOf(job.samples, bounds);
    return { map: { ...keptOf(map, gateways), areas }, evidence: undefined };
  }
  const plain = plainMap(gateways, drawn);
  const { learning, judging } = job.windows;
  const size = gateways.length;
  const cells = cellsOf(plain.layers[0].grid);
  const most = Math.min(learning.length / size, Math.floor(MOST_WORK / (cells * size)));
  const windows = Array.from({ length: most }, (_, at) =>
    learning.subarray(at * size, (at + 1) * size),
  );
  const candidate = learn(gateways, windows, learnedBounds(gateways, drawn));
  const known = (kept: KeptMap | undefined): RadioMap => (kept && mapFrom(kept, gateways)) ?? plain;
  return {
    map: keptOf(candidate, gateways),
    evidence: {
      candidate: evidenceOf(candidate, judging),
      current: evidenceOf(known(job.current), judging),
      previous: evidenceOf(known(job.previous), judging),
    },
  };
}

/** What to do with what was learned: both, one or neither. */
export interface Verdict {
  /** The map in use goes, and the one before it is used again. */
  readonly rollBack: boolean;
  /** The learned one is used from now on. */
  readonly adopt: boolean;
}

/**
 * Better by less than this is chance, nats a window: the standard error of a mean over 80 windows
 * whose evidence differs by 1 from map to map is 0.1.
 */
const CLEARLY = 0.2;

/**
 * A map that explains fresh traffic worse than the one before it goes; a learned one comes when it
 * explains it better than what is left. What was calibrated by hand is not replaced by what was not.
 */
export function verdictOn(
  { candidate, current, previous }: NonNullable<MapDone["evidence"]>,
  kinds: { readonly current: MapKind; readonly previous: MapKind },
): Verdict {
  const rollBack = kinds.current !== "plain" && previous > current + CLEARLY;
  const [left, kind] = rollBack ? [previous, kinds.previous] : [current, kinds.current];
  return { rollBack, adopt: kind !== "calibrated" && candidate > left + CLEARLY };
}
