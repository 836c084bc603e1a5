/**
 * Crowd: a made-up afternoon: who comes when, likes what and is where. Pure.
 *
 * Guesses, none of them measured: see each constant. Everybody is open to talk while they are here.
 */
import {
  type InterestId,
  interestsById,
  minutes,
  STARS_MAX,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import type { Rng } from "../rng.ts";
import { LENGTH, START, zones } from "./hall.ts";

export interface Guest {
  readonly interests: readonly InterestId[];
  readonly stars: readonly InterestId[];
  readonly from: UnixMs;
  readonly until: UnixMs;
  /** Where, from when on; in order, the first at `from`. */
  readonly stays: readonly { readonly zone: ZoneId; readonly since: UnixMs }[];
}

const INTERESTS_FROM = 3;
const INTERESTS_TO = 8;
/** Interests of somebody who shares none. */
const OWN_INTERESTS = 2;
const ISOLATED = 0.05;
/** People who star one interest at least. */
const STARRING = 0.5;
/** The hall fills within this time; from then on somebody comes whenever somebody goes. */
const FULL_BY = minutes(15);
/** How long people stay … */
const STAY = { from: minutes(30), to: minutes(120) };
/** … and how long in one zone. */
const STAY_IN_ZONE = { from: minutes(8), to: minutes(40) };

/** `present`: people in the hall at a time, once it is full. */
export function crowdOf(present: number, rng: Rng): readonly Guest[] {
  const visits = visitsOf(present, rng);
  const isolated = Math.round(visits.length * ISOLATED);
  const owned = rarest().slice(0, isolated * OWN_INTERESTS);
  const common = [...interestsById.keys()].filter((each) => !owned.includes(each));
  // Those who come last are not here for long enough to count, so the isolated are spread out.
  const apart = new Set(Array.from({ length: isolated }, (_, at) => at * Math.floor(1 / ISOLATED)));
  let given = 0;
  return visits.map(({ from, until }, at) => {
    const own = apart.has(at) ? owned.slice(given, given + OWN_INTERESTS) : [];
    given += own.length;
    const interests = own.length > 0 ? own : draw(common, rng);
    return {
      interests,
      stars: rng.uniform() < STARRING ? interests.slice(0, STARS_MAX) : [],
      from,
      until,
      stays: staysOf(from, until, rng),
    };
  });
}

/** When who comes and goes, in the order of coming. */
function visitsOf(present: number, rng: Rng): readonly Pick<Guest, "from" | "until">[] {
  const visits: Pick<Guest, "from" | "until">[] = [];
  for (let place = 0; place < present; place++)
    for (let from = START + rng.between(0, FULL_BY); from < START + LENGTH; ) {
      const until = from + rng.between(STAY.from, STAY.to);
      visits.push({ from: unixMs(Math.round(from)), until: unixMs(Math.round(until)) });
      from = until;
    }
  return visits.sort((a, b) => a.from - b.from);
}

export const whereIs = ({ stays }: Guest, now: UnixMs): ZoneId | undefined =>
  stays.findLast(({ since }) => since <= now)?.zone;

/** Least expected first; of equals in the order of the list. */
const rarest = (): readonly InterestId[] =>
  [...interestsById.values()].sort((a, b) => a.prior - b.prior).map(({ id }) => id);

/** Each drawn with its prior as weight, none twice (Efraimidis and Spirakis 2006). */
function draw(from: readonly InterestId[], rng: Rng): readonly InterestId[] {
  const count = Math.floor(rng.between(INTERESTS_FROM, INTERESTS_TO + 1));
  return from
    .map((id) => ({
      id,
      rank: Math.log(1 - rng.uniform()) / (interestsById.get(id)?.prior ?? 1),
    }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, count)
    .map(({ id }) => id);
}

function staysOf(from: number, until: number, rng: Rng): Guest["stays"] {
  const stays: { zone: ZoneId; since: UnixMs }[] = [];
  for (let at = from; at < until; at += rng.between(STAY_IN_ZONE.from, STAY_IN_ZONE.to)) {
    const pull = rng.uniform();
    const zone = zones.find(({ upTo }) => pull < upTo) ?? zones[0];
    stays.push({ zone: zone.id, since: unixMs(Math.round(at)) });
  }
  return stays;
}
