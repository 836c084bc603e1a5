/**
 * Profile: what a person is matched by, checked against what a venue offers. Pure.
 */
import {
  type ChosenRole,
  type InterestId,
  type RolePairId,
  rolesById,
  type SessionEdit,
} from "@sighej/protocol";
import type { Session } from "./session.ts";

export type Profile = Pick<Session, "interests" | "stars" | "role">;

/** What may be chosen at a venue. */
export interface Offer {
  readonly interests: ReadonlySet<InterestId>;
  readonly rolePairs: ReadonlySet<RolePairId>;
}

/** The first field that is not as it should be, in words without its value; or nothing. */
export function faultIn({ interests, stars, role }: Profile, offer: Offer): string | undefined {
  if (!interests.every((each) => offer.interests.has(each)))
    return "interests: expected interests from the venue's list";
  if (!stars.every((each) => interests.includes(each)))
    return "stars: expected some of the interests";
  return role === undefined ? undefined : faultInRole(role, interests, offer);
}

function faultInRole(
  { id, about }: ChosenRole,
  interests: readonly InterestId[],
  { rolePairs }: Offer,
): string | undefined {
  const role = rolesById.get(id);
  if (role === undefined || !rolePairs.has(role.pair))
    return "role.id: expected a role that the venue offers";
  if (!about.every((each) => interests.includes(each)))
    return "role.about: expected some of the interests";
  if (role.needsInterest && about.length === 0)
    return "role.about: expected at least one of the interests";
  return undefined;
}

/**
 * The profile after an edit. Stars and role that are not named lose what is no interest any more; a
 * role that would be about nothing goes with it.
 */
export function editedProfile(
  before: Profile,
  { stars, role, ...edit }: Pick<SessionEdit, "interests" | "stars" | "role">,
): Profile {
  const interests: readonly InterestId[] = edit.interests ?? before.interests;
  const kept = (ids: readonly InterestId[]) => ids.filter((each) => interests.includes(each));
  return {
    interests,
    stars: stars ?? kept(before.stars),
    role: role === undefined ? roleWith(before.role, kept) : (role ?? undefined),
  };
}

function roleWith(
  role: ChosenRole | undefined,
  kept: (ids: readonly InterestId[]) => InterestId[],
): ChosenRole | undefined {
  if (role === undefined) return undefined;
  const about = kept(role.about);
  const needs = rolesById.get(role.id)?.needsInterest ?? true;
  return about.length === 0 && needs ? undefined : { id: role.id, about };
}

/** Whether two are matched alike; the order of a list says nothing. */
export const sameProfile = (a: Profile, b: Profile): boolean => textOf(a) === textOf(b);

const textOf = ({ interests, stars, role }: Profile): string =>
  JSON.stringify([
    [...interests].sort(),
    [...stars].sort(),
    role === undefined ? [] : [role.id, ...[...role.about].sort()],
  ]);
