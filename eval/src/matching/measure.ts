/**
 * Measure: turns a run into the figures that say how good the choosing was. Pure; checks limits and
 * quiet by its own reckoning, not by the domain's.
 */
import { hours, minutes, type UnixMs, type ZoneId } from "@sighej/protocol";
import { whereIs } from "./crowd.ts";
import { START, zones } from "./hall.ts";
import { type Attendee, isHere, type Ran, STEP } from "./run.ts";

export interface Figures {
  /** Share of `counted` people who were nudged at least once. */
  readonly coverage: number;
  /** The same among the tenth who share an interest with the fewest others. */
  readonly rareTenthCoverage: number;
  /** Of nudges per hour open, among the same people: 0 is even, 1 is all to one. */
  readonly gini: number;
  readonly quietBreaches: number;
  readonly limitBreaches: number;
  /** From eligible to pushed, seconds; spreading after a quiet time excluded. */
  readonly latency: { readonly p50: number; readonly p95: number };
  readonly nudgesPerPersonHour: number;
  /** Mean rarity of the rarest thing shared, nats, over nudges that name something shared. */
  readonly topSharedIdf: number;
  /** People open at least 45 minutes in crowds of at least 8 while the zone was not quiet. */
  readonly counted: number;
  /** Pushes by what they were about. */
  readonly kinds: Readonly<Record<string, number>>;
}

const LONG_ENOUGH = minutes(45);
const CROWD = 8;
/** The rules of the default policy, in words of their own. */
const GAP = minutes(12);
const PER_HOUR = 3;
const PER_SESSION = 5;
const AFTER_YES = minutes(15);
const BEFORE_TALK = minutes(5);
const AFTER_TALK = minutes(3);
/** Spreading lasts 5 min, and may hold somebody who was chosen at its very end for 90 s more. */
const SPREADING = minutes(6.5);

export function measure(ran: Ran): Figures {
  const { attendees, pushes } = ran;
  const counted = attendees.filter((each) => timeInCrowds(ran, each) >= LONG_ENOUGH);
  const tenth = [...counted]
    .sort((a, b) => friendsOf(a, attendees) - friendsOf(b, attendees))
    .slice(0, Math.max(1, Math.ceil(counted.length / 10)));
  const received = new Map(attendees.map((each) => [each, 0]));
  for (const { to } of pushes)
    for (const each of to) received.set(each, (received.get(each) ?? 0) + 1);
  const reached = (people: readonly Attendee[]) =>
    people.filter((each) => (received.get(each) ?? 0) > 0).length / people.length;
  const rates = counted.map((each) => (received.get(each) ?? 0) / hoursOpen(each));
  const waits = pushes
    .filter(({ at, proposal }) => !isSpreading(proposal.zone, at))
    .map(({ at, eligibleAt }) => (at - eligibleAt) / 1_000)
    .sort((a, b) => a - b);
  const idfs = pushes.flatMap(({ topSharedIdf }) => topSharedIdf ?? []);
  return {
    coverage: reached(counted),
    rareTenthCoverage: reached(tenth),
    gini: giniOf(rates),
    quietBreaches: pushes.filter(({ at, to }) =>
      to.some(({ guest }) => inTalk(whereIs(guest, at), at)),
    ).length,
    limitBreaches: attendees.reduce((sum, each) => sum + breachesOf(each), 0) + repeats(ran),
    latency: { p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) },
    nudgesPerPersonHour: sum([...received.values()]) / sum(attendees.map(hoursOpen)),
    topSharedIdf: sum(idfs) / idfs.length,
    counted: counted.length,
    kinds: Object.fromEntries(
      [...new Set(pushes.map(({ proposal }) => proposal.kind))]
        .sort()
        .map((kind) => [kind, pushes.filter(({ proposal }) => proposal.kind === kind).length]),
    ),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** The least value that is not exceeded by `share` of all; NaN of none. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

/** Gini coefficient; NaN of none, 0 when nobody has anything. */
export function giniOf(values: readonly number[]): number {
  const total = sum(values);
  if (values.length === 0) return Number.NaN;
  if (total === 0) return 0;
  const ranked = [...values].sort((a, b) => a - b).map((value, at) => value * (at + 1));
  return (2 * sum(ranked)) / (values.length * total) - (values.length + 1) / values.length;
}

const hoursOpen = ({ session }: Attendee): number =>
  (Math.min(session.expiresAt, START + hours(2)) - session.startedAt) / hours(1);

const friendsOf = (one: Attendee, all: readonly Attendee[]): number =>
  all.filter(
    (each) => each !== one && each.guest.interests.some((id) => one.guest.interests.includes(id)),
  ).length;

const timeInCrowds = ({ crowds }: Ran, attendee: Attendee): number =>
  crowds.filter(({ at, zones: here }) => {
    const zone = isHere(attendee, at) ? whereIs(attendee.guest, at) : undefined;
    return zone !== undefined && (here.get(zone) ?? 0) >= CROWD && !inTalk(zone, at);
  }).length * STEP;

const talksIn = (zone: ZoneId | undefined) => zones.find(({ id }) => id === zone)?.talks ?? [];

const inTalk = (zone: ZoneId | undefined, at: UnixMs): boolean =>
  talksIn(zone).some(
    ({ from, until }) =>
      at >= START + minutes(from) - BEFORE_TALK && at < START + minutes(until) + AFTER_TALK,
  );

const isSpreading = (zone: ZoneId, at: UnixMs): boolean =>
  talksIn(zone).some(({ until }) => {
    const since = at - START - minutes(until) - AFTER_TALK;
    return since >= 0 && since < SPREADING;
  });

/** How often the limits were broken for one person. */
function breachesOf({ session, yeses, silences }: Attendee): number {
  const { nudges } = session.history;
  return nudges.filter((at, index) => {
    const before = nudges.slice(0, index);
    const last = before.at(-1);
    const silent = before.slice(-2).filter((each) => silences.includes(each)).length === 2;
    return (
      before.length >= PER_SESSION ||
      before.filter((each) => at - each < hours(1)).length >= PER_HOUR ||
      (last !== undefined && at - last < (silent ? 2 * GAP : GAP)) ||
      yeses.some((yes) => at >= yes && at - yes < AFTER_YES)
    );
  }).length;
}

/** Pairs that were nudged together more than once, and groups of a wrong size. */
function repeats({ pushes }: Ran): number {
  const pairs = pushes.flatMap(({ proposal: { sides } }) =>
    sides.flatMap((a, at) => sides.slice(at + 1).map((b) => `${a.session.id} ${b.session.id}`)),
  );
  const sizes = pushes.filter(({ proposal: { kind, sides } }) =>
    kind === "group" ? sides.length < 3 || sides.length > 4 : sides.length !== 2,
  );
  return pairs.length - new Set(pairs).size + sizes.length;
}
