/**
 * Run: reads a recording, makes the maps that may be made, and measures every method on the same
 * moments and the same draws. Reads files.
 */
import { policies } from "@sighej/matcher/domain";
import { rngOf } from "../rng.ts";
import { type Ahead, aheadOf } from "./ahead.ts";
import { heardBy, picked, type Readings } from "./air.ts";
import { type Fault, faults, offset } from "./faults.ts";
import {
  calibratedMaps,
  fingerprints,
  learnedMaps,
  markedSpots,
  markedWalk,
  plainMaps,
} from "./maps.ts";
import { type Figures, type Measured, measureAll, measureAuc } from "./measure.ts";
import { type Method, ours } from "./methods.ts";
import type { Options } from "./options.ts";
import {
  bermuda,
  centred,
  espresense,
  type Fingerprint,
  kalman,
  nearestNeighbours,
  raw,
  strongest,
} from "./peers.ts";
import {
  type Alter,
  type Gathering,
  moving,
  movingGathering,
  type Scene,
  standing,
  standingGathering,
} from "./scenes.ts";
import { drawsOf } from "./statistics.ts";
import {
  type Hall,
  hallOf,
  type Receiver,
  readStood,
  readWalked,
  receiversOf,
  type Stood,
  type Walked,
} from "./tetam.ts";

export interface Report {
  readonly recording: "tetam";
  readonly fit: string;
  readonly test: string;
  readonly receivers: number;
  readonly offsetSd: number;
  readonly moments: number;
  readonly method: string;
  readonly figures: Measured;
  readonly comparators: Readonly<Record<string, Measured>>;
  /** What ours has more than the best peer, by figure. */
  readonly ahead: Readonly<Record<string, Ahead>>;
  /** AUC with a fault, at both distances. */
  readonly faults: Readonly<Record<string, Readonly<Record<string, Figures>>>>;
}

/** Which receivers stay when not all do: spread over the hall; four are the Raspberry Pis. */
const chosen = {
  12: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  8: [0, 3, 6, 9, 1, 5, 8, 10],
  6: [0, 3, 6, 9, 2, 8],
  4: [0, 3, 6, 9],
} as const;

const { levels } = policies.default;

export async function evaluate(options: Options): Promise<Report> {
  const sites = await receiversOf(options.folder);
  const kept = chosen[options.receivers];
  const receivers = kept.flatMap((each) => sites[each] ?? []);
  const thin = <T extends { readonly readings: Readings }>(each: T): T => ({
    ...each,
    readings: slowed(heardBy(each.readings, kept), options.rate),
  });
  const fitted = options.fit && (await readStood(options.folder, options.fit)).map(thin);
  const tested = await readTested(options, fitted || [], thin);
  const draws = drawsOf(tested.units, options.draws, rngOf(options.seed).uniform);
  const methods = methodsFor(options, {
    sites,
    receivers,
    fitted: fitted || [],
    tested,
    hall: await hallOf(options.folder),
  });
  const sceneWith = (fault: Fault | undefined) => {
    const rng = rngOf(options.seed + 1);
    const strength = offset(options.offsetSd);
    const alter: Alter = (readings, at, from) => {
      const bearingOf = (receiver: number, second: number) => {
        const here = from(second);
        const { x, y } = receivers[receiver] ?? here;
        return Math.atan2(y - here.y, x - here.x);
      };
      const shifted = options.offsetSd > 0 ? strength(readings, at, rng, bearingOf) : readings;
      return fault === undefined ? shifted : fault(shifted, at, rng, bearingOf);
    };
    return tested.scene(alter);
  };
  const scene = sceneWith(undefined);
  const gathering = tested.gathering();
  const [first, ...others] = methods.map((method) => ({
    name: method.name,
    measured: measureAll(scene, gathering, method, sites, draws),
  }));
  const [best] = methods;
  if (first === undefined || best === undefined) throw new RangeError("there is always a method");
  const comparators = Object.fromEntries(others.map(({ name, measured }) => [name, measured]));
  const broken = { ...faults, offset: offset(5) };
  return {
    recording: "tetam",
    fit: options.fit ?? "none",
    test: options.test,
    receivers: options.receivers,
    offsetSd: options.offsetSd,
    moments: scene.moments.length,
    method: first.name,
    figures: first.measured,
    comparators,
    ahead: aheadOf(first.measured, comparators),
    faults: Object.fromEntries(
      Object.entries(broken).map(([name, fault]) => {
        return [name, measureAuc(sceneWith(fault), best, draws)];
      }),
    ),
  };
}

interface Tested {
  readonly units: number;
  readonly walked: readonly Walked[];
  scene(alter: Alter): Scene;
  gathering(): Gathering;
}

async function readTested(
  { folder, fit, test }: Options,
  fitted: readonly Stood[],
  thin: <T extends { readonly readings: Readings }>(each: T) => T,
): Promise<Tested> {
  if (test === "tracks") {
    const walked = (await readWalked(folder)).map(thin);
    return {
      units: walked.length,
      walked,
      scene: (alter) => moving(walked, levels, alter),
      gathering: () => movingGathering(walked, levels),
    };
  }
  const stood = test === fit ? fitted : (await readStood(folder, test)).map(thin);
  return {
    units: stood.length,
    walked: [],
    scene: (alter) => standing(stood, levels, alter),
    gathering: () => standingGathering(stood, levels),
  };
}

interface Ground {
  readonly sites: readonly Receiver[];
  readonly receivers: readonly Receiver[];
  readonly fitted: readonly Stood[];
  readonly tested: Tested;
  readonly hall: Hall;
}

/** What a position or run of another recording is numbered from: it is never left out. */
const ELSEWHERE = 1_000;

/** The method that the figures are of comes first. */
function methodsFor(
  { fit, test, isLearning }: Options,
  { sites, receivers, fitted, tested, hall }: Ground,
): readonly Method[] {
  const isMoving = test === "tracks";
  const from = test === fit ? 0 : ELSEWHERE;
  const spots = markedSpots(fitted, levels).map((each, of) => ({ ...each, of: from + of }));
  const walks = tested.walked.flatMap((each, of) =>
    markedWalk(each).map((sample) => ({ ...sample, of })),
  );
  const unlabelled = tested
    .scene((readings) => readings)
    .moments.map(({ look, of }) => ({ levels: look.levels, of }));
  const learned = ours("selfLearned", learnedMaps(sites, receivers, unlabelled, hall));
  const plain = ours("plain", plainMaps(sites, receivers));
  const peers = [strongest, bermuda, kalman, espresense, centred, raw];
  const seen = (method: Method) => onlySites(method, receivers, sites);
  if (fit === undefined) return [learned, plain, ...peers.map(seen)];
  const samples = [...spots, ...(isMoving ? walks : [])];
  const prints: readonly Fingerprint[] = [
    ...fingerprints(fitted, levels).map((each, of) => ({ ...each, of: from + of })),
    ...(isMoving ? walks : []),
  ];
  return [
    ours("calibrated", calibratedMaps(sites, receivers, samples, hall)),
    ...(isLearning ? [learned] : []),
    plain,
    ...peers.map(seen),
    nearestNeighbours(prints, sites),
  ];
}

/** A peer numbers the receivers it was given; truth numbers those of the hall. */
function onlySites(
  method: Method,
  receivers: readonly Receiver[],
  sites: readonly Receiver[],
): Method {
  return {
    ...method,
    senseAll: (scene) =>
      method.senseAll(scene).map((sensed) => {
        if (sensed.cells === undefined) return sensed;
        const cells = new Float64Array(sites.length);
        for (const [at, mass] of sensed.cells.entries()) {
          const site = sites.findIndex(({ alias }) => alias === receivers[at]?.alias);
          cells[site] = mass;
        }
        return { ...sensed, cells };
      }),
  };
}

/** Keeps the first advert of every 1 / `rate` seconds: receivers hear one within 100 ms. */
function slowed(readings: Readings, rate: number | undefined): Readings {
  if (rate === undefined) return readings;
  const first = new Map<number, number>();
  for (const time of readings.at) {
    const slot = Math.floor(time * rate);
    first.set(slot, Math.min(time, first.get(slot) ?? Number.POSITIVE_INFINITY));
  }
  const kept = [...readings.at.keys()].filter((index) => {
    const time = readings.at[index] ?? 0;
    return time - (first.get(Math.floor(time * rate)) ?? 0) <= 0.1;
  });
  return picked(readings, kept);
}
