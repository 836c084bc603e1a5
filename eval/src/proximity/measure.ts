/**
 * Measure: turns what a method says of a scene into figures with intervals. Pure.
 */
import { nearestTo } from "@sighej/matcher/domain";
import { episodesOf, TOGETHER } from "./episodes.ts";
import type { Method, Sensed } from "./methods.ts";
import type { Gathering, Moment, Scene } from "./scenes.ts";
import {
  bestFrom,
  type Figure,
  figureOf,
  figuresOf,
  type Pair,
  type Ranking,
  rankingOf,
  ratesOf,
  separationOf,
  type Weights,
} from "./statistics.ts";
import type { Receiver } from "./tetam.ts";

export type Figures = Readonly<Record<string, Figure>>;

export interface Measured {
  readonly pairs: Readonly<Record<string, Figures>>;
  readonly zones: Figures;
  readonly position: Figures;
  /** Where it was asked for: what comes of being together, second by second. */
  readonly episodes?: Figures;
}

/** A cell is only shown to people when it is this likely. */
const SURE = 0.8;

/** The same, and what comes of company. */
export function measureAll(
  scene: Scene,
  gathering: Gathering,
  method: Method,
  sites: readonly Receiver[],
  draws: readonly Weights[],
): Measured {
  const from = method.isProbable ? undefined : calledFrom(scene, method);
  return {
    ...measure(scene, method, sites, draws),
    episodes: episodesOf(gathering, method, from, draws),
  };
}

/** The score from which a method calls two near: its own, or the best on this very scene. */
function calledFrom(scene: Scene, method: Method): number {
  const { pair, near } = method;
  if (near !== undefined || pair === undefined) return near ?? 0;
  const sensed = method.senseAll(scene);
  const pairs: Pair[] = [];
  eachMeeting(scene, (a, b, one, two) => {
    const [here, there] = [sensed[one], sensed[two]];
    if (!here || !there) return;
    const isNear = Math.hypot(a.x - b.x, a.y - b.y) <= TOGETHER.within;
    pairs.push({ score: pair(here, there, TOGETHER.within), near: isNear, a: a.of, b: b.of });
  });
  return bestFrom(rankingOf(pairs));
}

/** `sites` are all receivers of the hall, whatever the method was given: truth does not change. */
export function measure(
  scene: Scene,
  method: Method,
  sites: readonly Receiver[],
  draws: readonly Weights[],
): Measured {
  const sensed = method.senseAll(scene);
  return {
    pairs: pairFigures(scene, method, sensed, draws),
    zones: zoneFigures(scene, sensed, sites, draws),
    position: positionFigures(scene, sensed, draws),
  };
}

/** Only how well near pairs are told from far ones. */
export const measureAuc = (
  scene: Scene,
  method: Method,
  draws: readonly Weights[],
): Measured["pairs"] => pairFigures(scene, method, method.senseAll(scene), draws, true);

interface Task {
  readonly name: string;
  readonly within: number;
  /** Pairs farther apart than `within` and nearer than this are not asked about. */
  readonly beyond: number;
}

const tasks: Readonly<Record<Scene["name"], readonly Task[]>> = {
  standing: [
    { name: "le3", within: 3, beyond: 3 },
    { name: "le5", within: 5, beyond: 5 },
  ],
  moving: [
    { name: "le3", within: 3, beyond: 3 },
    { name: "le3_ge6", within: 3, beyond: 6 },
  ],
};

function pairFigures(
  scene: Scene,
  method: Method,
  sensed: readonly Sensed[],
  draws: readonly Weights[],
  onlyAuc = false,
): Readonly<Record<string, Figures>> {
  const { pair } = method;
  if (pair === undefined) return {};
  const found: Record<string, Figures> = {};
  for (const { name, within, beyond } of tasks[scene.name]) {
    const pairs: (Pair & { readonly half: number })[] = [];
    eachMeeting(scene, (a, b, one, two) => {
      const distance = Math.hypot(a.x - b.x, a.y - b.y);
      const [here, there] = [sensed[one], sensed[two]];
      if ((distance > within && distance < beyond) || !here || !there) return;
      const near = distance <= within;
      pairs.push({ score: pair(here, there, within), near, a: a.of, b: b.of, half: a.when % 2 });
    });
    const ranking = rankingOf(pairs);
    const { auc, eer, base } = figuresOf(scene.units, draws, (weights) => ({
      ...separationOf(ranking, weights),
    }));
    found[name] = onlyAuc
      ? { auc }
      : { auc, eer, base, ...decided(pairs, ranking, method, scene.units, draws) };
  }
  return found;
}

/** A method without a threshold of its own is given the best one of the other half of the moments. */
function decided(
  pairs: readonly (Pair & { readonly half: number })[],
  ranking: Ranking,
  { near }: Method,
  units: number,
  draws: readonly Weights[],
): Figures {
  let judged = ranking;
  if (near === undefined) {
    const halves = [0, 1].map((half) =>
      bestFrom(rankingOf(pairs.filter((each) => each.half === half))),
    );
    judged = rankingOf(
      pairs.map((each) => ({ ...each, score: each.score - (halves[1 - each.half] ?? 0) })),
    );
  }
  return figuresOf(units, draws, (weights) => ({ ...ratesOf(judged, near ?? 0, weights) }));
}

function eachMeeting(
  { moments, meet }: Scene,
  visit: (a: Moment, b: Moment, one: number, two: number) => void,
): void {
  for (const [one, a] of moments.entries())
    for (let two = 0; two < one; two++) {
      const b = moments[two];
      if (b !== undefined && meet(a, b)) visit(a, b, one, two);
    }
}

/** Receivers of one corner share the digit after "sensor". */
const areaOf = (sites: readonly Receiver[], cell: number): string | undefined =>
  sites[cell]?.alias.at(-2);

function zoneFigures(
  { moments, units }: Scene,
  sensed: readonly Sensed[],
  sites: readonly Receiver[],
  draws: readonly Weights[],
): Figures {
  if (sensed.every(({ cells }) => cells === undefined)) return {};
  const rows = moments.map(({ x, y, of }, at) => {
    const cells = sensed[at]?.cells;
    const truth = nearestTo(sites, x, y);
    const best = cells === undefined ? -1 : cells.indexOf(Math.max(...cells));
    const areas = new Map<string | undefined, number>();
    for (const [cell, mass] of (cells ?? []).entries())
      areas.set(areaOf(sites, cell), (areas.get(areaOf(sites, cell)) ?? 0) + mass);
    const area = [...areas].sort((a, b) => b[1] - a[1])[0]?.[0];
    return {
      of,
      cell: Number(best === truth),
      area: Number(area !== undefined && area === areaOf(sites, truth)),
      sure: Number((cells?.[best] ?? 0) >= SURE),
    };
  });
  const share = (
    right: (row: (typeof rows)[number]) => number,
    among: (row: (typeof rows)[number]) => number,
  ) =>
    figureOf(units, draws, (weights) => {
      let [sum, all] = [0, 0];
      for (const row of rows) {
        const weight = (weights[row.of] ?? 0) * among(row);
        sum += weight * right(row);
        all += weight;
      }
      return sum / all;
    });
  const any = () => 1;
  return {
    cells12: share(({ cell }) => cell, any),
    areas4: share(({ area }) => area, any),
    shownWhenSure: share(
      ({ cell }) => cell,
      ({ sure }) => sure,
    ),
    sureShare: share(({ sure }) => sure, any),
  };
}

function positionFigures(
  { moments, units }: Scene,
  sensed: readonly Sensed[],
  draws: readonly Weights[],
): Figures {
  const errors = moments
    .map(({ x, y, of }, at) => {
      const place = sensed[at]?.at;
      return { of, metres: place ? Math.hypot(place.x - x, place.y - y) : Number.NaN };
    })
    .filter((each) => !Number.isNaN(each.metres))
    .sort((a, b) => a.metres - b.metres);
  if (errors.length === 0) return {};
  const quantile = (share: number) =>
    figureOf(units, draws, (weights) => {
      const all = errors.reduce((sum, { of }) => sum + (weights[of] ?? 0), 0);
      let passed = 0;
      for (const { of, metres } of errors) {
        passed += weights[of] ?? 0;
        if (passed >= share * all) return metres;
      }
      return Number.NaN;
    });
  return { median: quantile(0.5), p90: quantile(0.9) };
}
