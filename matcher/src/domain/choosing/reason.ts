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

const open: Reason = { kind: "open" };

/** Of two who were chosen by their score: a role before interests, because it was asked for. */
export function reasonsOf(a: Profile, b: Profile, rarity: Rarity): Reasons {
  const [ofB, ofA] = [roleFor(a, b), roleFor(b, a)];
  if (ofA !== undefined && ofB !== undefined)
    return [
      { kind: "role", role: ofB.role, interest: interestOf(ofB.interest) },
      { kind: "role", role: ofA.role, interest: interestOf(ofA.interest) },
    ];
  const overlap = overlapOf(a.interests, b.interests, rarity);
  if (overlap === undefined) return [open, open];
  const exact: Reason = { kind: "exact", ...overlap };
  return [exact, exact];
}

/** Of two who share nothing but something related, or not even that. */
export function looseReasonsOf(related: RelatedFound | undefined): Reasons {
  const ofA = interestOf(related?.ofA);
  const ofB = interestOf(related?.ofB);
  if (ofA === undefined || ofB === undefined) return [open, open];
  return [
    { kind: "related", theirs: ofB, own: ofA },
    { kind: "related", theirs: ofA, own: ofB },
  ];
}

const interestOf = (id: InterestId | undefined): Interest | undefined =>
  id === undefined ? undefined : interestsById.get(id);
