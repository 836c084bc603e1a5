/**
 * Reason: turns two tastes and a rung of the ladder into what each of the two is told. Pure.
 */
import { type Interest, type InterestId, interestsById, type Reason } from "@sighej/protocol";
import { overlapOf } from "../overlap.ts";
import type { Profile } from "../profile.ts";
import type { Rarity } from "./rarity.ts";
import { type RelatedFound, roleFor } from "./score.ts";

/** What `a` and what `b` is told. */
export type Reasons = readonly [forA: Reason, forB: Reason];

/** All that may be chosen, by their ids. */
type Interests = ReadonlyMap<InterestId, Interest>;

const open: Reason = { kind: "open" };

/** Of two who were chosen by their score: a role before interests, because it was asked for. */
export function reasonsOf(
  a: Profile,
  b: Profile,
  rarity: Rarity,
  interests: Interests = interestsById,
): Reasons {
  const [ofB, ofA] = [roleFor(a, b), roleFor(b, a)];
  if (ofA !== undefined && ofB !== undefined)
    return [
      { kind: "role", role: ofB.role, interest: interestOf(ofB.interest, interests) },
      { kind: "role", role: ofA.role, interest: interestOf(ofA.interest, interests) },
    ];
  const overlap = overlapOf(a.interests, b.interests, rarity, interests);
  if (overlap === undefined) return [open, open];
  const exact: Reason = { kind: "exact", ...overlap };
  return [exact, exact];
}

/** Of two who share nothing but something related, or not even that. */
export function looseReasonsOf(
  related: RelatedFound | undefined,
  interests: Interests = interestsById,
): Reasons {
  const ofA = interestOf(related?.ofA, interests);
  const ofB = interestOf(related?.ofB, interests);
  if (ofA === undefined || ofB === undefined) return [open, open];
  return [
    { kind: "related", theirs: ofB, own: ofA },
    { kind: "related", theirs: ofA, own: ofB },
  ];
}

const interestOf = (id: InterestId | undefined, interests: Interests): Interest | undefined =>
  id === undefined ? undefined : interests.get(id);
