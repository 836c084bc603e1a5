/**
 * Afternoon: what the sessions of a made-up venue contribute, in the order of time, for tests of
 * aggregates. Behaviour is guessed; interests are drawn by the priors of the shared list.
 */
import { type InterestId, interestsById, minutes, type UnixMs, unixMs } from "@sighej/protocol";
import type { Cell, ZoneMetric } from "../src/domain/aggregate/cells.ts";
import type { Uniform } from "../src/domain/aggregate/uniform.ts";
import { zone } from "./fixtures.ts";

export interface Contribution {
  /** Number of the session, from 0. */
  readonly by: number;
  readonly cell: Cell;
  readonly at: UnixMs;
}

export const ZONES = [zone("bar"), zone("hall"), zone("stage"), zone("yard")] as const;
export const INTERESTS: readonly InterestId[] = [...interestsById.keys()];
/** 12:00 UTC on a day of its own. */
export const NOON = unixMs(Date.UTC(2026, 4, 9, 12));

/** Share of nudges that both answer with yes, and of those that end in a talk: guesses. */
const YES = 0.25;
const TALK = 0.6;

/**
 * Three hours: people come in the first half of them, stay two hours or to the end, change zones
 * every half hour, are nudged about twice an hour and five times at most.
 */
export function afternoonOf(people: number, uniform: Uniform): readonly Contribution[] {
  const share = () => uniform(2 ** 30) / 2 ** 30;
  const made: Contribution[] = [];
  for (let by = 0; by < people; by++) {
    const start = minutes(share() * 90);
    const end = Math.min(start + minutes(120), minutes(180));
    const home = uniform(ZONES.length);
    const zoneAt = (at: number) => ZONES[(home + Math.floor(at / minutes(30))) % ZONES.length];
    const add = (metric: ZoneMetric, at: number) => {
      const zone = zoneAt(at) ?? ZONES[0];
      made.push({ by, cell: { metric, zone }, at: unixMs(NOON + Math.floor(at)) });
    };
    for (const interest of choiceOf(share))
      made.push({ by, cell: { metric: "interests", interest }, at: unixMs(NOON + start) });
    add("sessions", start);
    for (let at: number = start; at < end; at += minutes(1)) add("sightings", at);
    for (let at = start + minutes(1); at < end; at += minutes(5)) add("encounters", at);
    let at: number = start;
    for (let nudges = 0; nudges < 5; nudges++) {
      at += minutes(12) + minutes(18) * -Math.log(1 - share());
      if (at + minutes(2) >= end) break;
      add("nudges", at);
      if (share() >= YES) continue;
      add("yes-yes", at + minutes(1));
      if (share() < TALK) add("hellos", at + minutes(2));
    }
  }
  return made.sort((one, other) => one.at - other.at);
}

/** One to eight interests, each as likely as its prior says. */
function choiceOf(share: () => number): readonly InterestId[] {
  const chosen: InterestId[] = [];
  const liked = [...interestsById.values()]
    .filter(({ prior }) => share() < prior)
    .map(({ id }) => ({ id, order: share() }))
    .sort((one, other) => one.order - other.order);
  for (const { id } of liked.slice(0, 8)) chosen.push(id);
  return chosen.length > 0 ? chosen : INTERESTS.slice(0, 1);
}
