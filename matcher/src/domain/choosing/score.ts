/**
 * Score: turns two people's tastes into how well they suit each other. Pure.
 *
 * What each gets out of the other is 0.65 shared interests, weighted by rarity, 0.25 a role that
 * completes one's own, 0.10 a second world shared. The harmonic mean of both directions guards
 * against pairs that suit one side only (Palomares et al., Information Fusion 2021).
 */
import { type ChosenRole, type InterestId, interestsById, rolesById } from "@sighej/protocol";
import type { Profile } from "../profile.ts";
import type { Rarity } from "./rarity.ts";

/** How well two suit each other, 0 (not at all) to 1, the same both ways round. */
export type Scorer = (a: Profile, b: Profile, rarity: Rarity) => number;

const OVERLAP = 0.65;
const ROLE = 0.25;
const WORLD = 0.1;
/** Of the rarest, second and third rarest shared interest; more than three add nothing. */
const WEIGHTS = [1, 1 / 2, 1 / 4] as const;
/** Overlap is whole from here on, nats: three rare interests, or a starred one as rare as any. */
const WHOLE = 5.25;
/** How much more an interest counts that its holder has starred. */
export const STAR = 1.5;
/** More interests than this pay less each, so that choosing everything does not pay. */
const FOCUSED = 5;

/** The scorer of both policies. */
export const score: Scorer = (a, b, rarity) => harmonic(use(a, b, rarity), use(b, a, rarity));

/** Between its arguments and nearer to the lower; 0 when either is. */
export const harmonic = (a: number, b: number): number =>
  a > 0 && b > 0 ? (2 * a * b) / (a + b) : 0;

/** What `a` gets out of meeting `b`, 0 to 1. */
export function use(a: Profile, b: Profile, rarity: Rarity): number {
  const shared = sharedBy(a, b);
  const complement = roleFor(a, b) === undefined ? 0 : ROLE;
  if (shared.length === 0) return complement;
  const worlds = new Set(shared.map(worldOf));
  return overlap(a, b, shared, rarity) * OVERLAP + complement + (worlds.size > 1 ? WORLD : 0);
}

const sharedBy = (a: Profile, b: Profile): readonly InterestId[] =>
  a.interests.filter((each) => b.interests.includes(each));

/** Rarity-weighted overlap with the stars of `a`, 0 to 1. */
function overlap(a: Profile, b: Profile, shared: readonly InterestId[], rarity: Rarity): number {
  const nats = shared
    .map((each) => rarity(each) * (a.stars.includes(each) ? STAR : 1))
    .sort((one, other) => other - one);
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * (nats[at] ?? 0), 0);
  return Math.min(1, sum / WHOLE) * Math.sqrt(focus(a) * focus(b));
}

const focus = ({ interests }: Profile): number => Math.min(1, FOCUSED / interests.length);

const worldOf = (interest: InterestId): string => interestsById.get(interest)?.category ?? "";

/** What `a` may be told of the role of `b`: it completes its own, about `interest` if about any. */
export interface RoleFound {
  readonly role: ChosenRole["id"];
  readonly interest: InterestId | undefined;
}

/** The role of `b` that completes that of `a`; never one of the same kind unless that is its own
 * opposite. */
export function roleFor(a: Profile, b: Profile): RoleFound | undefined {
  if (a.role === undefined || b.role === undefined) return undefined;
  const theirs = rolesById.get(b.role.id);
  if (theirs === undefined || theirs.opposite !== a.role.id) return undefined;
  const own = a.role.about;
  const interest = b.role.about.find((each) => own.includes(each));
  if (theirs.needsInterest && interest === undefined) return undefined;
  return { role: theirs.id, interest };
}

/** How much of a shared interest the closest related two are worth, 0 to 1, and which they are. */
export interface RelatedFound {
  readonly value: number;
  readonly ofA: InterestId;
  readonly ofB: InterestId;
}

/** The rarest two interests of `a` and `b` that are related, each worth `weight` of a shared one. */
export function relatedOf(
  a: Profile,
  b: Profile,
  rarity: Rarity,
  weight: number,
): RelatedFound | undefined {
  let best: RelatedFound | undefined;
  for (const ofA of a.interests)
    for (const ofB of interestsById.get(ofA)?.related ?? []) {
      if (!b.interests.includes(ofB)) continue;
      const nats = weight * Math.min(rarity(ofA), rarity(ofB));
      const value = OVERLAP * (nats / WHOLE) * Math.sqrt(focus(a) * focus(b));
      if (best === undefined || value > best.value) best = { value, ofA, ofB };
    }
  return best;
}
