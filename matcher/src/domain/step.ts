/**
 * Step: takes one fact into a floor and says what follows from it. Pure: the clock, the store and
 * everyone else's replies are facts and arguments.
 *
 * Sightings only move levels; once a second a tick turns levels into presences, presences into
 * encounters and encounters into proposals.
 */
import type { GatewayId, SessionId, SightingBatch, Token, UnixMs } from "@sighej/protocol";
import { seconds, unixMs } from "@sighej/protocol";
import { mayBeMatched } from "./consent.ts";
import { type Answer, count, type Effect, type Fact, type StepCount } from "./facts.ts";
import { admit, dismiss, type Floor, silence } from "./floor.ts";
import { hear } from "./levels.ts";
import { sessionOf } from "./resolve.ts";
import { note } from "./seen.ts";
import type { Session } from "./session.ts";
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
      dismiss(floor, fact.session);
      return [];
    case "batch":
      return takeBatch(floor, fact.gateway, fact.batch, now);
    case "heard":
      return takeHeard(floor, fact.by, fact.tokens, now);
    case "answered":
      takeAnswer(floor, fact.a, fact.b, fact.answer, now);
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
  if (index === undefined || seen === undefined) return [count("batch-of-unknown-gateway")];
  if (batch.replayed) return [count("batch-replayed")];
  const end = batch.windowStart + batch.windowLength - batch.clockError;
  if (Math.abs(end - now) > CLOCK_TOLERANCE) return [count("batch-off-clock")];
  if (!note(seen, batch.bootId, batch.sequence)) return [count("batch-repeated")];
  const tally = new Map<StepCount, number>([["batch-taken", 1]]);
  for (const sighting of batch.sightings) {
    const what = takeSighting(floor, index, sighting, now);
    tally.set(what, (tally.get(what) ?? 0) + 1);
  }
  return [...tally].map(([what, by]) => count(what, by));
}

/**
 * Levels are dated by arrival: gateways' clocks differ by seconds, and what is dated by one clock
 * ages alike for all.
 */
function takeSighting(
  floor: Floor,
  gateway: number,
  sighting: SightingBatch["sightings"][number],
  now: UnixMs,
): StepCount {
  const found = sessionOf(floor.resolver, sighting.token, now);
  if (found === "collision") return "sighting-collision";
  const member = found === undefined ? undefined : floor.members.get(found);
  if (member === undefined) return "sighting-unknown-token";
  if (!mayBeMatched(member.session, now)) return "sighting-not-open";
  const taken = hear(member.levels, gateway, sighting, now, floor.plan.policy.levels);
  return taken ? "sighting-taken" : "sighting-too-strong";
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
    const other = sessionOf(floor.resolver, token, now);
    if (other === undefined || other === "collision" || other === by) continue;
    member.heard.add(other);
    taken++;
  }
  return [count("heard-token-taken", taken), count("heard-token-dropped", tokens.length - taken)];
}

function takeAnswer(floor: Floor, a: SessionId, b: SessionId, answer: Answer, now: UnixMs): void {
  const { gap } = floor.plan.policy.nudge;
  for (const [id, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const member = floor.members.get(id);
    if (member === undefined) continue;
    // Otherwise the store knows better than this floor for now: not asked again before the time.
    if (answer === "nudged" || answer === "pair-used") {
      member.claimingUntil = unixMs(0);
      if (floor.members.has(other)) member.nudged.add(other);
    }
    if (answer === "nudged") member.session = { ...member.session, quietUntil: unixMs(now + gap) };
  }
}
