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
  /** Seconds into the recording; standing beacons are taken to be there at once. */
  readonly when: number;
}

export interface Scene {
  readonly name: "standing" | "moving";
  /** What is judged. */
  readonly moments: readonly Moment[];
  /** The same and what lies between, in order of time: what a matcher has heard before it judges. */
  readonly steps: readonly Moment[];
  /** Positions or runs; a bootstrap draws these. */
  readonly units: number;
  /** Which two moments may be two people at once. */
  meet(a: Moment, b: Moment): boolean;
}

/** Looks at each standing beacon; 11 of them, 145 s apart, over the half hour. */
const STANDING_LOOKS = Array.from({ length: 11 }, (_, look) => 60 + 145 * look);
const STANDING_SPAN = 5;
/** How often a matcher that remembers looks: standing still seldom, since it tells nothing new. */
const STANDING_STEP = 29;
const WALK_STEP = 1;
/** Walked beacons are looked at every 3 s, once levels have settled. */
const WALK_EVERY = 3;
const WALK_SPAN = 5;
/** Two moments of one run so far apart are two people, s (the protocol of the recipe's figures). */
const APART = 30;

/** `from`: where the carrier was at that second. */
export type Alter = (
  readings: Readings,
  at: readonly number[],
  from: (second: number) => { readonly x: number; readonly y: number },
) => Readings;
const asIs: Alter = (readings) => readings;

export function standing(
  stood: readonly Stood[],
  policy: Policy["levels"],
  alter: Alter = asIs,
): Scene {
  const judged = new Set(STANDING_LOOKS);
  const last = Math.max(...STANDING_LOOKS);
  const at: number[] = [];
  for (let second = Math.min(...STANDING_LOOKS); second <= last; second += STANDING_STEP)
    at.push(second);
  const steps = stood.flatMap(({ x, y, readings }, of) =>
    looksAt(
      alter(readings, STANDING_LOOKS, () => ({ x, y })),
      at,
      STANDING_SPAN,
      policy,
    ).map((look) => ({
      look,
      x,
      y,
      of,
      when: look.second,
    })),
  );
  return sceneOf("standing", stood.length, steps, ({ when }) => judged.has(when), {
    meet: (a, b) => a.when === b.when && a.of !== b.of,
  });
}

export function moving(
  walked: readonly Walked[],
  policy: Policy["levels"],
  alter: Alter = asIs,
): Scene {
  const steps = walked.flatMap(({ path, readings }, of) => {
    const at: number[] = [];
    for (let second = 1; second < readings.length - 1; second += WALK_STEP) at.push(second);
    const judged = at.filter(isWalkLook);
    const from = (second: number) => path[Math.floor(second)] ?? { x: 0, y: 0 };
    return looksAt(alter(readings, judged, from), at, WALK_SPAN, policy).map((look) => {
      const stretch = path.slice(Math.max(0, look.second - WALK_SPAN + 1), look.second + 1);
      const mean = (axis: "x" | "y") =>
        stretch.reduce((sum, each) => sum + each[axis], 0) / stretch.length;
      return { look, x: mean("x"), y: mean("y"), of, when: look.second };
    });
  });
  return sceneOf("moving", walked.length, steps, ({ when }) => isWalkLook(when), {
    meet: (a, b) => a.of !== b.of || Math.abs(a.when - b.when) > APART,
  });
}

/** Two who are there at once, second by second: numbers among a scene's moments. */
interface Company {
  readonly seconds: readonly { readonly one: number; readonly two: number }[];
}

/** A scene of which every second is judged, and who is there with whom. */
export interface Gathering {
  readonly scene: Scene;
  readonly companies: readonly Company[];
}

/** Two minutes of standing, after levels have settled. */
const GATHER = { from: 60, length: 120 } as const;

/** Every two positions, for two minutes. */
export function standingGathering(stood: readonly Stood[], policy: Policy["levels"]): Gathering {
  const at = Array.from({ length: GATHER.length }, (_, second) => GATHER.from + second);
  const moments = stood.flatMap(({ x, y, readings }, of) =>
    looksAt(readings, at, STANDING_SPAN, policy).map(
      (look): Moment => ({ look, x, y, of, when: look.second }),
    ),
  );
  return gatheringOf("standing", stood.length, moments, (of) =>
    Array.from({ length: of }, (_, other) => ({ other, lag: 0 })),
  );
}

/** How far behind one may walk who is taken from the same run, s: radio of other spots. */
const LAGS = [2, 3, 4, 6, 9, 13, 18, 25] as const;

/** Every two runs from their starts on, and every run behind itself. */
export function movingGathering(walked: readonly Walked[], policy: Policy["levels"]): Gathering {
  const moments = moving(walked, policy).steps.filter(({ when }) => when >= WALK_SPAN);
  return gatheringOf("moving", walked.length, moments, (of) => [
    ...Array.from({ length: of }, (_, other) => ({ other, lag: 0 })),
    ...LAGS.map((lag) => ({ other: of, lag })),
  ]);
}

function gatheringOf(
  name: Scene["name"],
  units: number,
  moments: readonly Moment[],
  withWhom: (of: number) => readonly { readonly other: number; readonly lag: number }[],
): Gathering {
  const scene = sceneOf(name, units, moments, () => true, { meet: () => false });
  const numbers = new Map(scene.moments.map(({ of, when }, at) => [`${of} ${when}`, at]));
  const whens = [...new Set(scene.moments.map(({ when }) => when))];
  const companies = Array.from({ length: units }, (_, of) => of).flatMap((of) =>
    withWhom(of).map(({ other, lag }) => ({
      seconds: whens.flatMap((when) => {
        const [one, two] = [numbers.get(`${of} ${when}`), numbers.get(`${other} ${when - lag}`)];
        return one === undefined || two === undefined ? [] : [{ one, two }];
      }),
    })),
  );
  return { scene, companies: companies.filter(({ seconds }) => seconds.length > 0) };
}

const isWalkLook = (second: number): boolean =>
  second >= WALK_SPAN && (second - WALK_SPAN) % WALK_EVERY === 0;

function sceneOf(
  name: Scene["name"],
  units: number,
  all: readonly Moment[],
  isJudged: (moment: Moment) => boolean,
  { meet }: Pick<Scene, "meet">,
): Scene {
  const steps = [...all].sort((a, b) => a.when - b.when || a.of - b.of);
  return { name, units, steps, moments: steps.filter(isJudged), meet };
}
