/**
 * Peers: the ways in which other projects and papers place a beacon, written from their published
 * rules, fed with the same readings. Pure.
 */
import { nearestTo } from "@sighej/matcher/domain";
import type { Look } from "./look.ts";
import { eachMoment, type Method, type Sensed } from "./methods.ts";
import type { Receiver } from "./tetam.ts";

/** Levels above this are corrupt; no peer says so, and all would break without it. dBm. */
const CEILING = -30;

const nowhere = (look: Look): Sensed => ({
  look,
  place: undefined,
  at: undefined,
  cells: undefined,
});

/** A method that names one receiver; a pair is near when both are at the same one. */
function byReceiver(name: string, choose: (look: Look) => number | undefined): Method {
  return {
    name,
    senseAll: eachMoment((look) => {
      const chosen = choose(look);
      if (chosen === undefined) return nowhere(look);
      const cells = new Float64Array(look.mean.length);
      cells[chosen] = 1;
      return { look, place: undefined, at: undefined, cells };
    }),
    pair: (a, b) =>
      a.cells && b.cells && a.cells.every((each, at) => each === b.cells?.[at]) ? 1 : 0,
    near: 1,
  };
}

const loudestOf = (levels: ArrayLike<number>): number | undefined => {
  let loudest: number | undefined;
  for (let at = 0; at < levels.length; at++)
    if (!Number.isNaN(levels[at]) && !((levels[at] ?? 0) <= (levels[loudest ?? -1] ?? -Infinity)))
      loudest = at;
  return loudest;
};

/** Windows of one receiver from `from` up to the look, oldest first, NaN where silent. */
const historyOf = ({ windows, second }: Look, receiver: number, length: number): number[] =>
  Array.from({ length: Math.min(length, second + 1) }, (_, back) => {
    const cell = (second - Math.min(length, second + 1) + 1 + back) * windows.receivers + receiver;
    const level = windows.mean[cell] ?? Number.NaN;
    return (windows.max[cell] ?? level) > CEILING ? Number.NaN : level;
  });

export const strongest: Method = byReceiver("strongest", ({ mean }) => loudestOf(mean));

/** room-assistant's Kalman filter per receiver (its defaults), then the strongest. */
const PROCESS_NOISE = 0.8;
const MEASUREMENT_NOISE = 15;
const KALMAN_MEMORY = 30;
export const kalman: Method = byReceiver("kalman", (look) =>
  loudestOf(
    Array.from({ length: look.mean.length }, (_, receiver) => {
      if (Number.isNaN(look.mean[receiver])) return Number.NaN;
      let [value, covariance] = [Number.NaN, MEASUREMENT_NOISE];
      for (const level of historyOf(look, receiver, KALMAN_MEMORY)) {
        if (Number.isNaN(level)) continue;
        if (Number.isNaN(value)) {
          value = level;
          continue;
        }
        const predicted = covariance + PROCESS_NOISE;
        const gain = predicted / (predicted + MEASUREMENT_NOISE);
        value += gain * (level - value);
        covariance = predicted * (1 - gain);
      }
      return value;
    }),
  ),
);

/** ESPresense: median of 15 s after readings beyond 1.5 interquartile ranges are dropped. */
export const espresense: Method = byReceiver("espresense", (look) =>
  loudestOf(
    Array.from({ length: look.mean.length }, (_, receiver) => {
      const sorted = historyOf(look, receiver, 15)
        .filter((each) => !Number.isNaN(each))
        .sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
      const reach = 1.5 * (at(0.75) - at(0.25));
      const kept = sorted.filter((each) => each >= at(0.25) - reach && each <= at(0.75) + reach);
      return kept[Math.floor(kept.length / 2)] ?? Number.NaN;
    }),
  ),
);

/** Bermuda: distances that hug their minimum; a challenger must be clearly nearer (its defaults). */
const BERMUDA = {
  power: -55,
  attenuation: 3,
  retreat: 3,
  samples: 20,
  outright: 0.3,
  sustained: 0.15,
  recent: 5,
  memory: 60,
} as const;
export const bermuda: Method = byReceiver("bermuda", (look) => {
  const seconds = Math.min(BERMUDA.memory, look.second + 1);
  const histories = Array.from({ length: look.mean.length }, (_, receiver) =>
    hugged(historyOf(look, receiver, seconds)),
  );
  let present: number | undefined;
  for (let second = 0; second < seconds; second++)
    for (const [receiver, history] of histories.entries()) {
      const distance = history[second] ?? Number.NaN;
      if (Number.isNaN(distance) || receiver === present) continue;
      const held =
        present === undefined ? Number.NaN : (histories[present]?.[second] ?? Number.NaN);
      if (Number.isNaN(held)) present = receiver;
      else if (distance < held && takesOver(histories, receiver, present ?? 0, second))
        present = receiver;
    }
  return present;
});

/** Distance per second: a fast retreat is noise, and so is much of the rest that is not nearer. */
function hugged(levels: readonly number[]): readonly number[] {
  const kept: number[] = [];
  const smooth: number[] = [];
  for (const level of levels) {
    const raw = 10 ** ((BERMUDA.power - level) / (10 * BERMUDA.attenuation));
    const last = kept.at(-1);
    if (!Number.isNaN(raw))
      kept.push(last !== undefined && raw - last > BERMUDA.retreat ? last : raw);
    const recent = kept.slice(-BERMUDA.samples).reverse();
    let least = Number.POSITIVE_INFINITY;
    let sum = 0;
    for (const each of recent) {
      least = Math.min(least, each);
      sum += least;
    }
    smooth.push(recent.length === 0 ? Number.NaN : sum / recent.length);
  }
  return smooth;
}

function takesOver(
  histories: readonly (readonly number[])[],
  challenger: number,
  present: number,
  second: number,
): boolean {
  const over = (receiver: number) =>
    (histories[receiver] ?? [])
      .slice(Math.max(0, second - BERMUDA.recent + 1), second + 1)
      .filter((each) => !Number.isNaN(each));
  const [new_, old] = [histories[challenger]?.[second] ?? 0, histories[present]?.[second] ?? 0];
  const difference = (old - new_) / ((old + new_) / 2);
  if (difference > BERMUDA.outright) return true;
  return (
    difference > BERMUDA.sustained && Math.max(...over(challenger)) < Math.min(...over(present))
  );
}

/** Levels known of one place. */
export interface Fingerprint {
  readonly x: number;
  readonly y: number;
  readonly levels: Float32Array;
  /** The position or run that it is of. */
  readonly of: number;
}

const NEIGHBOURS = 5;
/** Differences below this weigh alike, dB. */
const ALIKE = 1e-6;

/** k nearest fingerprints by root mean square difference; their mean place, the likelier the heavier. */
export function nearestNeighbours(
  prints: readonly Fingerprint[],
  sites: readonly Receiver[],
): Method {
  return {
    name: "knn",
    senseAll: eachMoment((look, leftOut) => {
      const nearest = prints
        .filter(({ of }) => of !== leftOut)
        .map((each) => ({ ...each, by: rms(each.levels, look.mean) }))
        .filter(({ by }) => !Number.isNaN(by))
        .sort((a, b) => a.by - b.by)
        .slice(0, NEIGHBOURS);
      if (nearest.length === 0) return nowhere(look);
      const weights = nearest.map(({ by }) => 1 / Math.max(by, ALIKE));
      const all = weights.reduce((sum, each) => sum + each, 0);
      const mean = (axis: "x" | "y") =>
        nearest.reduce((sum, each, at) => sum + (weights[at] ?? 0) * each[axis], 0) / all;
      const [x, y] = [mean("x"), mean("y")];
      const cells = new Float64Array(sites.length);
      cells[nearestTo(sites, x, y)] = 1;
      return { look, place: undefined, at: { x, y }, cells };
    }),
    pair: (a, b, within) =>
      a.at && b.at ? within - Math.hypot(a.at.x - b.at.x, a.at.y - b.at.y) : -1_000,
    near: 0,
  };
}

/** Root mean square of the difference with its mean taken out: says nothing of zones. */
export const centred: Method = {
  name: "centredRms",
  senseAll: eachMoment(nowhere),
  pair: (a, b) => -orFar(rms(a.look.mean, b.look.mean, true)),
};

export const raw: Method = {
  name: "rawDistance",
  senseAll: eachMoment(nowhere),
  pair: (a, b) => -orFar(rms(a.look.mean, b.look.mean)),
};

const orFar = (decibels: number): number => (Number.isNaN(decibels) ? 1_000 : decibels);

function rms(a: Float32Array, b: Float32Array, isCentred = false): number {
  let [count, sum, squares] = [0, 0, 0];
  for (const [at, each] of a.entries()) {
    const difference = each - (b[at] ?? Number.NaN);
    if (Number.isNaN(difference)) continue;
    count++;
    sum += difference;
    squares += difference * difference;
  }
  const common = isCentred ? sum / count : 0;
  return Math.sqrt(Math.max(0, squares / count - common * common));
}
