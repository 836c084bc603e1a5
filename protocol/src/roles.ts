/**
 * Roles: turns the role pairs of `interests.json` into a list to choose from and look up. Pure.
 *
 * A role is only ever shown to whoever holds its opposite, and only with a yes from both.
 */
import list from "../interests.json" with { type: "json" };
import { type Decoded, decoded, refused } from "./decoded.ts";
import type { RoleId, RolePairId } from "./ids.ts";
import type { Localised } from "./interests.ts";

export interface Role {
  readonly id: RoleId;
  readonly pair: RolePairId;
  /** The role that this one is shown to; itself where both sides want the same. */
  readonly opposite: RoleId;
  readonly pick: Localised;
  /** The sentence that the opposite is told; `{x}` stands for an interest. */
  readonly seenAs: Localised;
  /** Says nothing without an interest to go with it. */
  readonly needsInterest: boolean;
  /** Off unless the venue asks for the pair: a manager may stand nearby. */
  readonly onByDefault: boolean;
}

/** Interests that a role is about. */
export const ROLE_INTERESTS_MAX = 2;

interface Side {
  readonly id: string;
  readonly pick: Localised;
  readonly seen_as: Localised;
}

interface Pair {
  readonly id: string;
  readonly a: Side;
  /** Absent where both sides want the same. */
  readonly b: Side | null;
  readonly default: string;
  readonly needs_interest?: boolean;
}

export const roles: readonly Role[] = (list.roles.pairs as readonly Pair[]).flatMap((pair) => {
  const roleOf = (side: Side, other: Side): Role => ({
    id: side.id as RoleId,
    pair: pair.id as RolePairId,
    opposite: other.id as RoleId,
    pick: side.pick,
    seenAs: side.seen_as,
    needsInterest: pair.needs_interest ?? true,
    onByDefault: pair.default === "on",
  });
  const { a, b } = pair;
  return b === null ? [roleOf(a, a)] : [roleOf(a, b), roleOf(b, a)];
});

export const rolesById: ReadonlyMap<RoleId, Role> = new Map(roles.map((each) => [each.id, each]));

export const rolePairs: readonly RolePairId[] = [...new Set(roles.map(({ pair }) => pair))];

export function parseRoleId(text: unknown): Decoded<RoleId> {
  const role = roles.find((each) => each.id === text);
  return role === undefined ? refused("bad-field", "expected a role's id") : decoded(role.id);
}

export function parseRolePairId(text: unknown): Decoded<RolePairId> {
  const pair = rolePairs.find((each) => each === text);
  return pair === undefined ? refused("bad-field", "expected a role pair's id") : decoded(pair);
}
