/**
 * Episodes: turns two people's company, second by second, into what comes of it: how many of those who
 * are truly together are found, after how long, and how often near is said of those who are not. Pure.
 *
 * What decides is the matcher's own encounter, for every method: ours tells it the probability of being
 * near, the others whether they call two near, which counts as 0.9 or 0.1.
 */
import { type Encounter, policies, stepEncounter, tierOf } from "@sighej/matcher/domain";
import { unixMs } from "@sighej/protocol";
import type { Method, Sensed } from "./methods.ts";
import type { Gathering, Moment } from "./scenes.ts";
import { type Figure, figuresOf, type Weights } from "./statistics.ts";

/** Together: truly within this, m, for as long, s, without a break. */
export const TOGETHER = { within: 3, seconds: 40 } as const;
/** An alarm is true when both were within this at the end of what it rests on, m … */
const TRULY_NEAR = 7.5;
/** … or lately, s: near fades for some seconds after they have parted. */
const LATELY = 10;
const CALLED = { near: 0.9, far: 0.1 } as const;
const START = 1_800_000_000_000;

interface Outcome {
  readonly a: number;
  readonly b: number;
  /** Episodes, those found, and seconds until then summed. */
  episodes: number;
  found: number;
  delay: number;
  /** Alarms, those of two who are not near, and hours of not being near. */
  alarms: number;
  wrong: number;
  hours: number;
}

/** `from`: the score from which a method calls two near; undefined for one that has probabilities. */
export function episodesOf(
  { scene, companies }: Gathering,
  method: Method,
  from: number | undefined,
  draws: readonly Weights[],
): Readonly<Record<string, Figure>> {
  const { pair, isProbable } = method;
  if (pair === undefined) return {};
  const sensed = method.senseAll(scene);
  const near = (one: Sensed, two: Sensed): number => {
    const said = pair(one, two, TOGETHER.within);
    if (isProbable) return said;
    return said >= (from ?? 0) ? CALLED.near : CALLED.far;
  };
  const outcomes = companies.map(({ seconds }) => {
    const moments = seconds.map(
      ({ one, two }) => [scene.moments[one], scene.moments[two]] as const,
    );
    return outcomeOf(
      moments,
      seconds.map(({ one, two }) => {
        const [a, b] = [sensed[one], sensed[two]];
        return a === undefined || b === undefined ? 0 : near(a, b);
      }),
    );
  });
  return figuresOf(scene.units, draws, (weights) => {
    const all = { episodes: 0, found: 0, delay: 0, alarms: 0, wrong: 0, hours: 0 };
    for (const each of outcomes) {
      // Of one run behind itself the run counts once.
      const weight = (weights[each.a] ?? 0) * (each.a === each.b ? 1 : (weights[each.b] ?? 0));
      all.episodes += weight * each.episodes;
      all.found += weight * each.found;
      all.delay += weight * each.delay;
      all.alarms += weight * each.alarms;
      all.wrong += weight * each.wrong;
      all.hours += weight * each.hours;
    }
    return {
      found: all.found / all.episodes,
      delay: all.delay / all.found,
      right: 1 - all.wrong / all.alarms,
      falsePerPairHour: all.wrong / all.hours,
    };
  });
}

function outcomeOf(
  moments: readonly (readonly [Moment | undefined, Moment | undefined])[],
  near: readonly number[],
): Outcome {
  const policy = policies.default.encounter;
  const distances = moments.map(([a, b]) =>
    a && b ? Math.hypot(a.x - b.x, a.y - b.y) : Number.POSITIVE_INFINITY,
  );
  let encounter: Encounter | undefined;
  const alarms = near.map((probability, second) => {
    const now = unixMs(START + 1_000 * second);
    const seen = { zone: undefined, near: probability, heard: false };
    encounter = stepEncounter(encounter, seen, now, policy);
    return encounter !== undefined && tierOf(encounter, now, policy) === "near";
  });
  const [first] = moments;
  const outcome: Outcome = {
    ...{ a: first?.[0]?.of ?? 0, b: first?.[1]?.of ?? 0 },
    ...{ episodes: 0, found: 0, delay: 0, alarms: 0, wrong: 0, hours: 0 },
  };
  for (let at = 0; at < distances.length; at++) {
    const stretch = distances.findIndex((each, later) => later >= at && each > TOGETHER.within);
    const end = stretch < 0 ? distances.length : stretch;
    if (end - at >= TOGETHER.seconds) {
      outcome.episodes++;
      const alarm = alarms.findIndex((each, second) => second >= at && second < end && each);
      if (alarm >= 0) {
        outcome.found++;
        outcome.delay += alarm - at;
      }
    }
    at = Math.max(at, end - 1);
  }
  for (const [second, distance] of distances.entries()) {
    const isAlarm = alarms[second] === true && alarms[second - 1] !== true;
    if (isAlarm) outcome.alarms++;
    const lately = distances.slice(Math.max(0, second - LATELY), second + 1);
    if (Math.min(...lately) <= TRULY_NEAR) continue;
    if (distance > TRULY_NEAR) outcome.hours += 1 / 3_600;
    if (isAlarm) outcome.wrong++;
  }
  return outcome;
}
