/**
 * Tick: turns a floor's levels into presences, encounters and proposals, once a second. Pure.
 */
import { seconds, type Token, type UnixMs, type ZoneId } from "@sighej/protocol";
import { contribute } from "./aggregate/contribute.ts";
import { isOver, listen } from "./calibration.ts";
import { eachCandidate } from "./candidates.ts";
import { provenZone } from "./carrier.ts";
import { propose } from "./choosing/propose.ts";
import { mayBeMatched } from "./consent.ts";
import { type Observation, stepEncounter } from "./encounter.ts";
import { count, type Effect } from "./facts.ts";
import { dismiss, type Floor, type Member, type Pair, pairKey, silence } from "./floor.ts";
import { type Ground, type Mapped, nearnessOn, settleOn } from "./ground.ts";
import { forgetLevel, levelsAt } from "./levels.ts";
import type { EncounterPolicy } from "./policy.ts";
import { stepPresence } from "./presence.ts";
import { offer } from "./proximity/reservoir.ts";
import { hearLevels, type RunningGains, settle } from "./proximity/running-gains.ts";
import { isWalking } from "./proximity/walk.ts";
import { judge } from "./quarantine.ts";
import { removeKey, roll, sessionOf } from "./resolve.ts";
import { placedOf } from "./venue.ts";

/** Open encounters of a venue: 100,000 are some 25 MB, what a hall of 450 can make in one zone. */
const MAX_ENCOUNTERS = 100_000;

/** Levels that are smoothed over five seconds are new after ten. */
const SAMPLE_EVERY = 10;
const TICK = seconds(1);

export function tick(floor: Floor, now: UnixMs): readonly Effect[] {
  roll(floor.resolver, now);
  const quarantined = quarantine(floor, now);
  calibrateOn(floor, now);
  const here: Member[] = [];
  // A clock that is set back has not let anybody walk back.
  const passed = Math.max(0, now - floor.placedAt) / TICK;
  floor.placedAt = now;
  for (const member of floor.members.values()) {
    if (now >= member.session.expiresAt) dismiss(floor, member.session.id, now);
    else if (!mayBeMatched(member.session, now)) silence(floor, member);
    else if (locate(floor, member, now, passed)) here.push(member);
  }
  sample(floor, here, now);
  if (floor.ground.map === undefined) compare(floor.ground.gains, here);
  let full = 0;
  const visit = (a: Member, b: Member, near?: number) => {
    if (!observe(floor, a, b, now, near)) full++;
  };
  const leftOut = eachCandidate(floor, here, visit, Math.floor(now / TICK));
  for (const [key, pair] of floor.pairs) {
    if (pair.encounter.steppedAt === now) continue;
    const encounter = stepEncounter(
      pair.encounter,
      farther(floor.ground, pair, now, floor.plan.policy.encounter),
      now,
      floor.plan.policy.encounter,
    );
    if (encounter === undefined) floor.pairs.delete(key);
    else pair.encounter = encounter;
  }
  for (const member of floor.members.values()) member.heard.clear();
  return [
    ...propose(floor, now),
    ...contribute(floor, here, now),
    count("token-quarantined", quarantined),
    count("pair-left-out", leftOut),
    count("encounter-left-out", full),
  ];
}

/** Stops believing tokens that are in two places, and what they made us believe; how many. */
function quarantine(floor: Floor, now: UnixMs): number {
  const memberOf = (token: Token) => {
    const session = sessionOf(floor.resolver, token, now);
    return session === undefined || session === "collision"
      ? undefined
      : floor.members.get(session);
  };
  const lives = (token: Token) => memberOf(token) !== undefined;
  const tokens = judge(floor.quarantine, placedOf(floor.plan.gateways) ?? [], lives, now);
  for (const token of tokens) {
    const member = memberOf(token);
    if (member !== undefined) silence(floor, member);
  }
  return tokens.length;
}

/**
 * Where a member is now, `passed` s after the last time; false when no gateway hears it any more and it
 * has no proof.
 */
function locate({ plan, ground }: Floor, member: Member, now: UnixMs, passed: number): boolean {
  const place = member.spot;
  const zones = new Map<ZoneId, number>();
  const walks = isWalking(place);
  levelsAt(member.levels, now, plan.policy.levels, walks, place.levels);
  for (const [index, { zone }] of plan.gateways.entries()) {
    const level = place.levels[index] ?? Number.NaN;
    if (!Number.isNaN(level))
      zones.set(zone, Math.max(level, zones.get(zone) ?? Number.NEGATIVE_INFINITY));
    // What is too old of a walker may be new enough once it stands.
    else if (!walks) forgetLevel(member.levels, index);
  }
  member.place = settleOn(ground, place, passed) ? place : undefined;
  const masses =
    ground.map !== undefined && ground.byMass && member.place !== undefined
      ? massesOf(ground)
      : undefined;
  member.presence = stepPresence(
    member.presence,
    masses ?? zones,
    now,
    plan.policy.presence,
    provenZone(member.session.carriers, now),
    masses === undefined ? "level" : "mass",
  );
  return member.presence !== undefined;
}

/** Probability of each zone, of the place that was found last. */
const massesOf = ({ zones, zoning }: Mapped): ReadonlyMap<ZoneId, number> =>
  new Map(zones.map((zone, number) => [zone, zoning.mass[number] ?? 0]));

/** Goes on with a calibration, or ends one that was forgotten. */
function calibrateOn(floor: Floor, now: UnixMs): void {
  const { calibration, plan } = floor;
  if (calibration === undefined) return;
  if (isOver(calibration, now)) {
    removeKey(floor.resolver, calibration.carrier, now);
    floor.calibration = undefined;
  } else listen(calibration, now, plan.policy.levels);
}

/**
 * Offers levels of those present to learn a map from, each every ten seconds. Of a few people they
 * would say too much of one: nobody is sampled below the crowd that nudges take.
 */
function sample({ plan, windows, ground }: Floor, here: readonly Member[], now: UnixMs): void {
  if (ground.map === undefined) return;
  if (here.length < plan.policy.choosing.crowd) return;
  const turn = Math.floor(now / TICK) % SAMPLE_EVERY;
  for (const { serial, place } of here)
    if (place !== undefined && serial % SAMPLE_EVERY === turn) offer(windows, place.levels);
}

/** Finds what gateways add to levels where that is all there is to go by. */
function compare(gains: RunningGains, here: readonly Member[]): void {
  for (const { place } of here) if (place !== undefined) hearLevels(gains, place.levels);
  settle(gains);
}

/** Steps the encounter of a candidate pair; false when there is no room for a new one. */
function observe(floor: Floor, a: Member, b: Member, now: UnixMs, near?: number): boolean {
  const key = pairKey(a, b);
  const pair = floor.pairs.get(key);
  if (pair?.encounter.steppedAt === now) return true;
  const encounter = stepEncounter(
    pair?.encounter,
    observationOf(floor.ground, a, b, near),
    now,
    floor.plan.policy.encounter,
  );
  if (encounter === undefined) floor.pairs.delete(key);
  else if (pair !== undefined) pair.encounter = encounter;
  else if (floor.pairs.size >= MAX_ENCOUNTERS) return false;
  else floor.pairs.set(key, { a, b, encounter });
  return true;
}

function observationOf(
  ground: Ground,
  a: Member,
  b: Member,
  near = a.place && b.place ? nearnessOn(ground, a.place, b.place) : undefined,
): Observation {
  const zone = a.presence?.sure && b.presence?.sure ? a.presence.zone : undefined;
  // A phone's word counts only where gateways place both: a proof may have been passed on.
  const placed = a.presence?.by === "radio" && b.presence?.by === "radio";
  return {
    zone: zone !== undefined && zone === b.presence?.zone ? zone : undefined,
    near,
    heard: placed && (a.heard.has(b.session.id) || b.heard.has(a.session.id)),
  };
}

/**
 * What is seen of two with an open encounter who are no candidates now: not near enough to open one.
 * That they share a zone counts only while one has heard the other.
 */
function farther(
  ground: Ground,
  { a, b, encounter }: Pair,
  now: UnixMs,
  policy: EncounterPolicy,
): Observation {
  const { zone, near } = observationOf(ground, a, b);
  const { heardAt } = encounter;
  const heard = heardAt !== undefined && now - heardAt <= policy.heardFor;
  return { zone: heard ? zone : undefined, near, heard: false };
}
