/**
 * Groups: finds three or four people of a zone who share something uncommon. Pure.
 *
 * All of them have met each other, none has been nudged with another, and each pair suits well
 * enough by itself. Free conversation tops out near four, so there are never five.
 */
import { type InterestId, interestsById } from "@sighej/protocol";
import type { Tier } from "../encounter.ts";
import type { Proposal } from "../nudge.ts";
import type { GroupPolicy } from "../policy.ts";
import { chanceOf } from "./chance.ts";
import type { Round, Scored } from "./met.ts";
import type { Person } from "./person.ts";

/** Surest last. */
const tiers: readonly Tier[] = ["zone", "near", "beside"];

/** The group with the rarest interest in common; `free`: pairs of people who are free. */
export function groupOf(round: Round, free: readonly Scored[]): Proposal | undefined {
  const { groups: policy } = round.policy;
  if (policy === undefined) return undefined;
  const links = linksOf(free.filter(({ enough }) => enough));
  const interests = [...holdersOf([...links.keys()])]
    .filter(([id, all]) => all.length >= policy.least && round.rarity(id) >= policy.rarity)
    .sort(([one], [other]) => round.rarity(other) - round.rarity(one) || (one < other ? -1 : 1));
  for (const [id, holders] of interests) {
    const interest = (round.interests ?? interestsById).get(id);
    const members = interest && cliqueOf(inTurn(round, holders), links, policy);
    if (interest === undefined || members === undefined) continue;
    const pairs = members.flatMap((a, at) =>
      members.slice(at + 1).flatMap((b) => links.get(a)?.get(b) ?? []),
    );
    return {
      kind: "group",
      sides: members
        .map(({ session }) => ({ session, reason: { kind: "group" as const, interest } }))
        .sort((a, b) => (a.session.id < b.session.id ? -1 : 1)),
      zone: round.zone,
      tier: tiers.find((tier) => pairs.some((each) => each.tier === tier)) ?? "zone",
      value: Math.min(...pairs.map(({ score }) => score)),
    };
  }
  return undefined;
}

type Links = ReadonlyMap<Person, ReadonlyMap<Person, Scored>>;

/** Who may be in one group with whom. */
function linksOf(pairs: readonly Scored[]): Links {
  const links = new Map<Person, Map<Person, Scored>>();
  const link = (from: Person, to: Person, pair: Scored) => {
    const known = links.get(from);
    if (known === undefined) links.set(from, new Map([[to, pair]]));
    else known.set(to, pair);
  };
  for (const pair of pairs) {
    link(pair.a, pair.b, pair);
    link(pair.b, pair.a, pair);
  }
  return links;
}

function holdersOf(people: readonly Person[]): ReadonlyMap<InterestId, readonly Person[]> {
  const holders = new Map<InterestId, Person[]>();
  for (const person of people)
    for (const id of person.session.interests) {
      const known = holders.get(id);
      if (known === undefined) holders.set(id, [person]);
      else known.push(person);
    }
  return holders;
}

/** Those who want nothing but groups first, then whoever has had least. */
const inTurn = ({ now }: Round, people: readonly Person[]): readonly Person[] =>
  people
    .map((person) => ({ person, tie: chanceOf(`${now} ${person.session.id}`) }))
    .sort(
      (one, other) =>
        Number(other.person.groupsOnly) - Number(one.person.groupsOnly) ||
        one.person.share.past - other.person.share.past ||
        one.tie - other.tie,
    )
    .map(({ person }) => person);

/** The first people in the order given who are all linked; undefined when they are too few. */
function cliqueOf(
  people: readonly Person[],
  links: Links,
  { least, most }: GroupPolicy,
): readonly Person[] | undefined {
  for (const first of people) {
    const members = [first];
    for (const each of people) {
      if (members.length >= most) break;
      if (members.every((member) => links.get(member)?.has(each) === true)) members.push(each);
    }
    if (members.length >= least) return members;
  }
  return undefined;
}
