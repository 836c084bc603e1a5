/**
 * Run: judges pairs of one dp3t scene by what third phones heard, with a logistic fitted on the other
 * scenes, beside simpler rules on the same pairs and draws. Reads files.
 */
import { type Logistic, PHONES, unplacedOdds } from "@sighej/matcher/domain";
import {
  drawsOf,
  type Figure,
  figureOf,
  rankingOf,
  separationOf,
} from "../proximity/statistics.ts";
import type { RecordingOptions } from "../recording-options.ts";
import { rngOf } from "../rng.ts";
import { type Example, fitted } from "./fit.ts";
import { type Judged, pairsOf } from "./pairs.ts";
import { readScene, type SceneName, sceneNames } from "./scene.ts";

export type Figures = Readonly<Record<"auc" | "averagePrecision" | "eer" | "base", Figure>>;
interface Measured {
  readonly pairs: Readonly<Record<"le2", Figures>>;
}

export interface Report extends Measured {
  readonly recording: "dp3t";
  readonly fit: readonly SceneName[];
  readonly test: SceneName;
  readonly pairsJudged: number;
  /** Made anew from the other scenes. */
  readonly logistic: Logistic;
  readonly comparators: Readonly<Record<string, Measured>>;
}

/** As near as people who talk stand; the label of the matcher's logistic for unplaced beacons. */
const WITHIN = 2;

export async function evaluate({
  folder,
  test,
  seed,
  draws,
}: RecordingOptions<SceneName>): Promise<Report> {
  const fit = sceneNames.filter((each) => each !== test);
  const others = await Promise.all(fit.map((each) => readScene(folder, each)));
  const logistic = fitted(others.flatMap((each) => examplesOf(pairsOf(each))));
  const scene = await readScene(folder, test);
  const judged = pairsOf(scene);
  const drawn = drawsOf(scene.phones, draws, rngOf(seed).uniform);
  const measure = (scoreOf: (pair: Judged) => number): Measured => {
    const ranking = rankingOf(
      judged.map((pair) => ({
        score: scoreOf(pair),
        near: pair.distance <= WITHIN,
        a: pair.a,
        b: pair.b,
      })),
    );
    const figure = (name: keyof Figures) =>
      figureOf(scene.phones, drawn, (weights) => separationOf(ranking, weights)[name]);
    return {
      pairs: {
        le2: {
          auc: figure("auc"),
          averagePrecision: figure("averagePrecision"),
          eer: figure("eer"),
          base: figure("base"),
        },
      },
    };
  };
  const feature = (at: number, sign: number) =>
    measure(({ features }) => sign * (features[at] ?? 0));
  return {
    recording: "dp3t",
    fit,
    test,
    pairsJudged: judged.length,
    logistic,
    ...measure(({ features }) => unplacedOdds(features, logistic)),
    comparators: {
      ...(test === "party"
        ? { shipped: measure(({ features }) => unplacedOdds(features, PHONES)) }
        : {}),
      meanDifference: feature(0, -1),
      centredRms: feature(1, -1),
      correlation: feature(2, 1),
      cosine: feature(4, 1),
      loudest: feature(5, 1),
    },
  };
}

/** Every scene counts alike, however long it was. */
const examplesOf = (pairs: readonly Judged[]): readonly Example[] =>
  pairs.map(({ features, distance }) => ({
    features,
    near: distance <= WITHIN,
    weight: 1 / pairs.length,
  }));
