/**
 * Step: takes one fact into a floor and says what follows from it. Pure: the clock, the store and
 * everyone else's replies are facts and arguments.
 *
 * Sightings only move levels; once a second a tick turns levels into presences, presences into
 * encounters and encounters into proposals.
 */
import type { GatewayId, SessionId, SightingBatch, Token, UnixMs } from "@sighej/protocol";
import { after, seconds, unixMs } from "@sighej/protocol";
import type { Ledger } from "./aggregate/ledger.ts";
import { beginCalibration, passBy, standAt } from "./calibration.ts";
import { settle } from "./choosing/propose.ts";
import { quietAfter } from "./choosing/quiet.ts";
import { type Conduct, isBelieved, mayBring, noteClockOff, noteSightings } from "./conduct.ts";
import { mayBeMatched } from "./consent.ts";
import { type Answer, count, type Effect, type Fact, type StepCount } from "./facts.ts";
import { admit, dismiss, type Floor, type Member, silence } from "./floor.ts";
import { groundOf } from "./ground.ts";
import { hear } from "./levels.ts";
import type { Proposal } from "./nudge.ts";
import { watch } from "./quarantine.ts";
import { addKey, carry, heardAt, removeKey, sessionOf } from "./resolve.ts";
import { note } from "./seen.ts";
import { MAX_NUDGES_NOTED, type Session } from "./session.ts";
import { tick } from "./tick.ts";

/** A window farther than this from the matcher's clock is refused: a gateway's clock is wrong. */
const CLOCK_TOLERANCE = seconds(30);

export function step(
  state: Floor,
  fact: Fact,
  now: UnixMs,
): { readonly state: Floor; readonly effects: readonly Effect[] } {
  return { state, effects: effectsOf(state, fact, now) };
}

function effectsOf(floor: Floor, fact: Fact, now: UnixMs): readonly Effect[] {
  switch (fact.kind) {
    case "session":
      return admitted(floor, fact.session, now);
    case "session-gone":
      dismiss(floor, fact.session, now);
      return [];
    case "batch":
      return takeBatch(floor, fact.gateway, fact.batch, now);
    case "heard":
      return takeHeard(floor, fact.by, fact.tokens, now);
    case "answered":
      takeAnswer(floor, fact.proposal, fact.answer, now);
      return [];
    case "quiet":
      takeQuiet(floor, fact, now);
      return [];
    case "spent":
      takeLedger(floor, fact.session, fact.ledger);
      return [];
    case "map":
      floor.ground = groundOf(floor.plan, fact.map);
      return [];
    case "calibrate":
      takeCalibration(floor, fact.with, now);
      return [];
    case "mark":
      if (floor.calibration !== undefined)
        (fact.how === "standing" ? standAt : passBy)(floor.calibration, fact.at, now);
      return [];
    case "tick":
      return tick(floor, now);
  }
}

function admitted(floor: Floor, session: Session, now: UnixMs): readonly Effect[] {
  if (now >= session.expiresAt) return [];
  admit(floor, session, now);
  const member = floor.members.get(session.id);
  if (member !== undefined && !mayBeMatched(member.session, now)) silence(floor, member);
  return [];
}

function takeBatch(
  floor: Floor,
  gateway: GatewayId,
  batch: SightingBatch,
  now: UnixMs,
): readonly Effect[] {
  const index = floor.plan.indexOf.get(gateway);
  const seen = index === undefined ? undefined : floor.seen[index];
  const conduct = index === undefined ? undefined : floor.conduct[index];
  if (index === undefined || seen === undefined || conduct === undefined)
    return [count("batch-of-unknown-gateway")];
  const { isNew, lost } = note(seen, batch.bootId, batch.sequence);
  const tally = new Map<StepCount, number>(lost > 0 ? [["batch-lost", lost]] : []);
  const refusal = refusalOf(conduct, isNew, batch, now);
  tally.set(refusal ?? "batch-taken", 1);
  if (refusal !== undefined) return [...tally].map(([what, by]) => count(what, by));
  const believed = isBelieved(conduct, now);
  for (const sighting of batch.sightings) {
    const what = takeSighting(floor, index, believed, sighting, now);
    tally.set(what, (tally.get(what) ?? 0) + 1);
  }
  noteSightings(conduct, batch.sightings, tally.get("sighting-unknown-token") ?? 0, now);
  return [...tally].map(([what, by]) => count(what, by));
}

/** A batch that was sent late moves nothing: people are elsewhere by now. */
function refusalOf(
  conduct: Conduct,
  isNew: boolean,
  batch: SightingBatch,
  now: UnixMs,
): StepCount | undefined {
  if (!mayBring(conduct, now)) return "batch-flood";
  if (!isNew) return "batch-repeated";
  if (batch.replayed) return "batch-replayed";
  const end = batch.windowStart + batch.windowLength - batch.clockError;
  if (Math.abs(end - now) <= CLOCK_TOLERANCE) return undefined;
  noteClockOff(conduct, now);
  return "batch-off-clock";
}

/**
 * Levels are dated by arrival: gateways' clocks differ by seconds, and what is dated by one clock
 * ages alike for all.
 */
function takeSighting(
  floor: Floor,
  gateway: number,
  believed: boolean,
  sighting: SightingBatch["sightings"][number],
  now: UnixMs,
): StepCount {
  const found = sessionOf(floor.resolver, sighting.token, now);
  if (found === "collision") return "sighting-collision";
  if (found !== undefined && found === floor.calibration?.carrier) {
    hear(floor.calibration.levels, gateway, sighting, now, floor.plan.policy.levels);
    heardAt(floor.resolver, sighting.token, now);
    return "sighting-of-calibration";
  }
  const member = found === undefined ? undefined : floor.members.get(found);
  if (member === undefined) return "sighting-unknown-token";
  heardAt(floor.resolver, sighting.token, now);
  if (!mayBeMatched(member.session, now)) return "sighting-not-open";
  if (!believed) return "sighting-not-believed";
  if (floor.quarantine.tokens.has(sighting.token)) return "sighting-quarantined";
  const taken = hear(member.levels, gateway, sighting, now, floor.plan.policy.levels);
  if (!taken) return "sighting-too-strong";
  watch(floor.quarantine, sighting.token, gateway, sighting.mean, now);
  return "sighting-taken";
}

function takeCalibration(
  floor: Floor,
  wanted: (Fact & { readonly kind: "calibrate" })["with"],
  now: UnixMs,
): void {
  if (floor.calibration !== undefined) removeKey(floor.resolver, floor.calibration.carrier, now);
  floor.calibration = undefined;
  if (wanted === undefined) return;
  addKey(floor.resolver, wanted.carrier, wanted.key, now);
  if (wanted.badge !== undefined) carry(floor.resolver, wanted.carrier, [wanted.badge], now);
  floor.calibration = beginCalibration(wanted.carrier, floor.plan.gateways.length, now);
}

function takeHeard(
  floor: Floor,
  by: SessionId,
  tokens: readonly Token[],
  now: UnixMs,
): readonly Effect[] {
  const member = floor.members.get(by);
  if (member === undefined || !mayBeMatched(member.session, now))
    return [count("heard-token-dropped", tokens.length)];
  let taken = 0;
  for (const token of tokens) {
    if (floor.quarantine.tokens.has(token)) continue;
    const other = sessionOf(floor.resolver, token, now);
    if (other === undefined || other === "collision" || other === by) continue;
    member.heard.add(other);
    taken++;
  }
  return [count("heard-token-taken", taken), count("heard-token-dropped", tokens.length - taken)];
}

function takeAnswer(floor: Floor, proposal: Proposal, answer: Answer, now: UnixMs): void {
  // Otherwise the store knows better than this floor for now: not asked again before the time.
  // Of a group it is not known which pair was used: it is broken up, and each pair tried in turn.
  const { sides } = proposal;
  if (answer !== "nudged" && (answer !== "pair-used" || sides.length > 2)) return;
  for (const { session } of sides) {
    const member = floor.members.get(session.id);
    if (member === undefined) continue;
    member.claimingUntil = unixMs(0);
    for (const { session: other } of sides)
      if (other.id !== session.id && floor.members.has(other.id)) member.nudged.add(other.id);
    if (answer === "nudged") noteNudge(floor, member, proposal, now);
  }
}

function noteNudge({ plan }: Floor, member: Member, proposal: Proposal, now: UnixMs): void {
  settle(member, proposal, now);
  const { session } = member;
  const nudges = [...session.history.nudges, now].slice(-MAX_NUDGES_NOTED);
  const quietUntil = after(now, plan.policy.nudge.gap);
  member.session = { ...session, quietUntil, history: { ...session.history, nudges } };
}

function takeLedger({ members }: Floor, id: SessionId, ledger: Ledger): void {
  const member = members.get(id);
  if (member !== undefined) member.session = { ...member.session, ledger };
}

function takeQuiet({ rounds }: Floor, fact: Fact & { readonly kind: "quiet" }, now: UnixMs): void {
  const zone = rounds.zones.get(fact.zone);
  if (zone !== undefined) zone.quiet = quietAfter(zone.quiet, fact, now);
}
