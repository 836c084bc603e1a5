/**
 * Round: chooses, among the people of one zone, who is nudged with whom. Pure.
 *
 * At most one group, then pairs, greedily by how much they add to a fair sharing out; each person
 * once. Because what a pair adds is one number for both, no two are left who would both add more
 * with each other than where they went (Abraham et al. on globally ranked pairs).
 */
import type { SessionId } from "@sighej/protocol";
import type { Proposal } from "../nudge.ts";
import { chanceOf } from "./chance.ts";
import { gainOf } from "./fairness.ts";
import { groupOf } from "./groups.ts";
import { rungAfter, thresholdAfter } from "./ladder.ts";
import type { Met, Round, Scored } from "./met.ts";
import type { Person } from "./person.ts";
import { looseReasonsOf, type Reasons, reasonsOf } from "./reason.ts";
import { relatedOf } from "./score.ts";

/** What a chat about nothing in particular is worth: less than anything shared. */
const OPEN_VALUE = 0.05;

interface Candidate {
  readonly met: Met;
  readonly value: number;
  readonly reasons: () => Reasons;
}

export function chooseIn(round: Round): readonly Proposal[] {
  const free = scored(round).filter(({ a, b, fresh }) => fresh && a.free && b.free);
  const chosen: Proposal[] = [];
  const taken = new Set<SessionId>();
  const group = round.groups ? groupOf(round, free) : undefined;
  for (const { session } of group?.sides ?? []) taken.add(session.id);
  if (group !== undefined) chosen.push(group);
  const ranked = free
    .map((each) => candidateOf(round, each))
    .filter((each) => each !== undefined)
    .map((each) => ({ ...each, gain: gain(round, each), tie: tie(round, each.met) }))
    .sort((one, other) => other.gain - one.gain || one.tie - other.tie);
  for (const { met, value, reasons } of ranked) {
    const [a, b] = [met.a.session, met.b.session];
    if (taken.has(a.id) || taken.has(b.id)) continue;
    taken.add(a.id).add(b.id);
    const [forA, forB] = reasons();
    const sides = [
      { session: a, reason: forA },
      { session: b, reason: forB },
    ];
    chosen.push({ kind: forA.kind, sides, zone: round.zone, tier: met.tier, value });
  }
  return chosen;
}

/** Scores everybody with everyone at hand, and holds the scores against the ladder. */
function scored({ met, rarity, policy }: Round): readonly Scored[] {
  const scores = new Map<Person, number[]>();
  const note = (person: Person, score: number) => {
    const list = scores.get(person);
    if (list === undefined) scores.set(person, [score]);
    else list.push(score);
  };
  const all = met.map((each) => ({
    ...each,
    score: policy.scorer(each.a.session, each.b.session, rarity),
  }));
  for (const { a, b, score } of all) {
    note(a, score);
    note(b, score);
  }
  const thresholds = new Map(
    [...scores].map(([each, list]) => [each, thresholdAfter(each.waited, list, policy.ladder)]),
  );
  return all.map((each) => ({
    ...each,
    enough:
      each.score > 0 &&
      each.score >= (thresholds.get(each.a) ?? 0) &&
      each.score >= (thresholds.get(each.b) ?? 0),
  }));
}

/** What two may be nudged about now, if anything: whoever has waited longer says how loosely. */
function candidateOf(round: Round, met: Scored): Candidate | undefined {
  const { now, rarity, policy, interests } = round;
  const [a, b] = [met.a.session, met.b.session];
  if (met.a.groupsOnly || met.b.groupsOnly) return undefined;
  if (met.enough)
    return { met, value: met.score, reasons: () => reasonsOf(a, b, rarity, interests) };
  const waited = met.a.waited > met.b.waited ? met.a.waited : met.b.waited;
  const rung = rungAfter(waited, policy.ladder);
  if (rung === "exact") return undefined;
  const related = relatedOf(a, b, rarity, policy.ladder.relatedWeight);
  if (related !== undefined)
    return { met, value: related.value, reasons: () => looseReasonsOf(related, interests) };
  const { openEvery } = policy.ladder;
  const lately = [met.a, met.b].some(({ share }) => now < share.openAt + openEvery);
  if (rung === "related" || lately) return undefined;
  return { met, value: OPEN_VALUE, reasons: () => looseReasonsOf(undefined) };
}

const gain = ({ policy }: Round, { met, value }: Candidate): number =>
  gainOf(met.a.share.past, value, policy.choosing.fairness) +
  gainOf(met.b.share.past, value, policy.choosing.fairness);

/** Differs from round to round, so that equal pairs get their turn. */
const tie = ({ now }: Round, { a, b }: Met): number =>
  chanceOf(`${now} ${a.session.id} ${b.session.id}`);
