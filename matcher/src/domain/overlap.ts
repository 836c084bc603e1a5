/**
 * Overlap: turns two lists of interests into what a nudge names, rarest first. Pure.
 *
 * Sharing something rare is what bonds strangers (Alves 2018; Vélez, Bridgers and Gweon 2019), so
 * the rarest comes first; the second is from another category where one is shared.
 */
import { type Interest, type InterestId, interestsById } from "@sighej/protocol";
import type { Rarity } from "./choosing/rarity.ts";

export interface Overlap {
  readonly first: Interest;
  readonly second: Interest | undefined;
}

/** What `a` and `b` share; undefined when nothing. Those that are not among `interests` are skipped. */
export function overlapOf(
  a: readonly InterestId[],
  b: readonly InterestId[],
  rarity: Rarity,
  interests: ReadonlyMap<InterestId, Interest> = interestsById,
): Overlap | undefined {
  const [first, ...rest] = b
    .filter((each) => a.includes(each))
    .map((each) => interests.get(each))
    .filter((each) => each !== undefined)
    .sort((one, other) => rarity(other.id) - rarity(one.id) || (one.id < other.id ? -1 : 1));
  if (first === undefined) return undefined;
  return { first, second: rest.find((each) => each.category !== first.category) ?? rest[0] };
}
