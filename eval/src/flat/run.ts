/**
 * Run: judges a tag that was driven through a furnished flat, each run with maps made from the other
 * runs alone, beside every peer on the same moments and draws. Reads files.
 */
import { policies } from "@sighej/matcher/domain";
import { calibratedMaps, learnedMaps, markedWalk, plainMaps } from "../proximity/maps.ts";
import { type Measured, measure } from "../proximity/measure.ts";
import { type Method, ours } from "../proximity/methods.ts";
import {
  bermuda,
  centred,
  espresense,
  kalman,
  nearestNeighbours,
  raw,
  strongest,
} from "../proximity/peers.ts";
import { moving } from "../proximity/scenes.ts";
import { drawsOf } from "../proximity/statistics.ts";
import type { RecordingOptions } from "../recording-options.ts";
import { rngOf } from "../rng.ts";
import { anchorsOf, runsOf } from "./recording.ts";

export interface Report {
  readonly recording: "wut-flat";
  readonly runs: number;
  readonly receivers: number;
  readonly moments: number;
  readonly method: string;
  readonly figures: Measured;
  readonly comparators: Readonly<Record<string, Measured>>;
}

/** What can be judged: all four runs, each with maps of the others. */
export const flatTests = ["runs"] as const;
type FlatTest = (typeof flatTests)[number];

export async function evaluate({
  folder,
  seed,
  draws,
}: RecordingOptions<FlatTest>): Promise<Report> {
  const anchors = await anchorsOf(folder);
  const runs = await runsOf(folder);
  const scene = moving(runs, policies.default.levels);
  const samples = runs.flatMap((run, of) => markedWalk(run).map((sample) => ({ ...sample, of })));
  const unlabelled = scene.moments.map(({ look, of }) => ({ levels: look.levels, of }));
  const [xs, ys] = [samples.map(({ x }) => x), samples.map(({ y }) => y)];
  const flat = {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
  const methods: readonly [Method, ...Method[]] = [
    ours("calibrated", calibratedMaps(anchors, anchors, samples, flat)),
    ours("selfLearned", learnedMaps(anchors, anchors, unlabelled, flat)),
    ours("plain", plainMaps(anchors, anchors)),
    strongest,
    bermuda,
    kalman,
    espresense,
    centred,
    raw,
    nearestNeighbours(samples, anchors),
  ];
  const drawn = drawsOf(scene.units, draws, rngOf(seed).uniform);
  const [first, ...others] = methods;
  const measured = (method: Method): Measured => {
    const { zones, ...figures } = measure(scene, method, anchors, drawn);
    // One flat is one area.
    const { areas4: _, ...cells } = zones;
    return { ...figures, zones: cells };
  };
  return {
    recording: "wut-flat",
    runs: runs.length,
    receivers: anchors.length,
    moments: scene.moments.length,
    method: first.name,
    figures: measured(first),
    comparators: Object.fromEntries(others.map((each) => [each.name, measured(each)])),
  };
}
