/**
 * Propose: turns a floor's encounters into proposals: every zone has its rounds, and what is chosen
 * waits a while. Pure; changes the floor in place.
 *
 * Whatever was true when two were chosen must still be true when they are nudged.
 */
import {
  after,
  type DurationMs,
  type SessionId,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import { mayBeMatched } from "../consent.ts";
import { tierOf } from "../encounter.ts";
import { count, type Effect } from "../facts.ts";
import { type Floor, type Member, pairKey } from "../floor.ts";
import { askedOf, type Proposal, reaches, type Side } from "../nudge.ts";
import { isDue, lookAround, looksFor } from "./bear-out.ts";
import { chanceOf } from "./chance.ts";
import type { Met } from "./met.ts";
import { type Person, personOf, restsAt } from "./person.ts";
import { isQuiet, spreadLeft } from "./quiet.ts";
import { type Rarity, rarityAmong } from "./rarity.ts";
import { chooseIn } from "./round.ts";
import type { Held, ZoneRounds } from "./rounds.ts";

/** Lets every zone whose time has come choose, and hands out the choices that are due. */
export function* propose(floor: Floor, now: UnixMs): Generator<Effect> {
  const { rounds, plan } = floor;
  const before = rounds.held.length;
  const kept = rounds.held.filter(({ proposal }) => stands(floor, proposal, now));
  rounds.held = kept;
  yield count("choice-dropped", before - kept.length);
  rounds.held = [...kept, ...chooseAll(floor, now)];
  const alone = lookAround(floor, now);
  rounds.held = rounds.held.filter((each) => !alone.has(each));
  yield count("choice-uncorroborated", alone.size);
  const due = rounds.held.filter((each) => isDue(each, now)).slice(0, plan.policy.nudge.perTick);
  if (due.length === 0) return;
  const out = new Set(due);
  rounds.held = rounds.held.filter((each) => !out.has(each));
  for (const { proposal } of due) {
    for (const { session } of proposal.sides) {
      const member = floor.members.get(session.id);
      if (member !== undefined) member.claimingUntil = after(now, plan.policy.nudge.answerWithin);
    }
    yield { kind: "propose", proposal };
  }
}

/** Notes what a nudge was worth to somebody, once the store has said that it is one. */
export function settle({ share }: Member, { kind, value }: Proposal, now: UnixMs): void {
  share.past += value;
  if (kind === "open") share.openAt = now;
}

/** A clock that was set back has not been there yet: that is no reason to wait until it is again. */
const isTurn = (last: UnixMs, every: DurationMs, now: UnixMs): boolean =>
  now < last || now >= last + every;

function chooseAll(floor: Floor, now: UnixMs): readonly Held[] {
  const { policy, interests } = floor.plan;
  const due = new Map<ZoneId, ZoneRounds>();
  for (const [zone, rounds] of floor.rounds.zones)
    if (isTurn(rounds.chosenAt, policy.choosing.every, now)) {
      rounds.chosenAt = now;
      if (!isQuiet(rounds.quiet, now, policy.quiet)) due.set(zone, rounds);
    }
  if (due.size === 0) return [];
  for (const zone of due.keys()) if (crowdIn(floor, zone) < policy.choosing.crowd) due.delete(zone);
  const met = metIn(floor, due, now);
  if (met.size === 0) return [];
  const rarity = rarityOn(floor, now);
  const held: Held[] = [];
  for (const [zone, pairs] of met) {
    const rounds = due.get(zone);
    if (rounds === undefined) continue;
    const groups = policy.groups !== undefined && isTurn(rounds.groupAt, policy.groups.every, now);
    for (const proposal of chooseIn({ zone, met: pairs, rarity, interests, groups, now, policy })) {
      if (proposal.kind === "group") rounds.groupAt = now;
      const looks = looksFor(floor, proposal, now);
      held.push({ proposal, dueAt: dueAt(floor, rounds, proposal, now), looks });
    }
  }
  return held;
}

const crowdIn = (floor: Floor, zone: ZoneId): number => {
  let crowd = 0;
  for (const { presence } of floor.members.values()) if (presence?.zone === zone) crowd++;
  return crowd;
};

/** Rarity among everyone who is open to talk, whether a gateway hears them or not. */
export function rarityOn({ members }: Floor, now: UnixMs): Rarity {
  const open = [...members.values()].filter(({ session }) => mayBeMatched(session, now));
  return rarityAmong(open.map(({ session }) => session.interests));
}

/** Who has met whom, by the zone of the first of the two; at least one of them is free. */
function metIn(
  floor: Floor,
  due: ReadonlyMap<ZoneId, unknown>,
  now: UnixMs,
): ReadonlyMap<ZoneId, readonly Met[]> {
  const { policy } = floor.plan;
  const busy = new Set<SessionId>(
    floor.rounds.held.flatMap(({ proposal }) => proposal.sides.map(({ session }) => session.id)),
  );
  const people = new Map<Member, Person>();
  const personFor = (member: Member): Person => {
    const known = people.get(member);
    if (known !== undefined) return known;
    const waits = busy.has(member.session.id) || now < member.claimingUntil;
    const person = personOf(member.session, member.share, waits, now, policy.nudge);
    people.set(member, person);
    return person;
  };
  const met = new Map<ZoneId, Met[]>();
  for (const pair of floor.pairs.values()) {
    const [a, b] = pair.a.session.id < pair.b.session.id ? [pair.a, pair.b] : [pair.b, pair.a];
    const zone = a.presence?.zone;
    if (zone === undefined || !due.has(zone) || !isLoud(floor, b, now)) continue;
    const [one, other] = [personFor(a), personFor(b)];
    if (!one.free && !other.free) continue;
    const tier = tierOf(pair.encounter, now, policy.encounter);
    const asked = askedOf(floor.plan.tierOf.get(zone) ?? "near", a.presence, b.presence);
    if (tier === undefined || !reaches(tier, asked)) continue;
    const fresh = !a.nudged.has(b.session.id);
    const each = { a: one, b: other, tier, fresh };
    const known = met.get(zone);
    if (known === undefined) met.set(zone, [each]);
    else known.push(each);
  }
  return met;
}

/** Is this one in a zone of the set-up that is not quiet? */
function isLoud({ rounds, plan }: Floor, { presence }: Member, now: UnixMs): boolean {
  const zone = presence === undefined ? undefined : rounds.zones.get(presence.zone);
  return zone !== undefined && !isQuiet(zone.quiet, now, plan.policy.quiet);
}

function dueAt({ plan }: Floor, { quiet }: ZoneRounds, { sides }: Proposal, now: UnixMs): UnixMs {
  const { from, to } = plan.policy.choosing.delay;
  const until = Math.max(to, spreadLeft(quiet, now, plan.policy.quiet));
  // Not the number by which ties are broken: whoever wins those would always be nudged soonest.
  const chance = chanceOf(`delay ${now} ${sides.map(({ session }) => session.id).join(" ")}`);
  return unixMs(now + Math.round(from + chance * (until - from)));
}

/** May these still be nudged with each other, as they were when they were chosen? */
function stands(floor: Floor, { sides }: Proposal, now: UnixMs): boolean {
  const members = sides.map((side) => standing(floor, side, now));
  return members.every(
    (a, at) =>
      a !== undefined && members.slice(at + 1).every((b) => b && together(floor, a, b, now)),
  );
}

function standing(floor: Floor, { session }: Side, now: UnixMs): Member | undefined {
  const member = floor.members.get(session.id);
  if (member === undefined || member.session.revision !== session.revision) return undefined;
  if (!mayBeMatched(member.session, now) || !isLoud(floor, member, now)) return undefined;
  return restsAt(member.session, now, floor.plan.policy.nudge) ? undefined : member;
}

function together({ pairs, plan }: Floor, a: Member, b: Member, now: UnixMs): boolean {
  const encounter = pairs.get(pairKey(a, b))?.encounter;
  const tier = encounter && tierOf(encounter, now, plan.policy.encounter);
  const zone = a.presence?.zone;
  if (tier === undefined || zone === undefined || a.nudged.has(b.session.id)) return false;
  return reaches(tier, askedOf(plan.tierOf.get(zone) ?? "near", a.presence, b.presence));
}
