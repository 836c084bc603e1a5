/**
 * Overlap: turns two lists of interests into what a nudge names, rarest first. Pure.
 *
 * Sharing something rare is what bonds strangers (Alves 2018; Vélez, Bridgers and Gweon 2019), so
 * the rarest by prior comes first; the second is from another category where one is shared.
 */
import { type Interest, type InterestId, interestsById } from "@sighej/protocol";

export interface Overlap {
  readonly first: Interest;
  readonly second: Interest | undefined;
  /** Sum of ln(1 / prior) over the named interests, nats: the rarer, the higher. */
  readonly rarity: number;
}

/** What `a` and `b` share; undefined when nothing. Interests outside the shared list are skipped. */
export function overlapOf(a: readonly InterestId[], b: readonly InterestId[]): Overlap | undefined {
  const [first, ...rest] = b
    .filter((each) => a.includes(each))
    .map((each) => interestsById.get(each))
    .filter((each) => each !== undefined)
    .sort(rarestFirst);
  if (first === undefined) return undefined;
  const second = rest.find((each) => each.category !== first.category) ?? rest[0];
  return { first, second, rarity: rarityOf(first) + (second ? rarityOf(second) : 0) };
}

/** By id within one prior, so that both orders of a pair give one sentence. */
const rarestFirst = (a: Interest, b: Interest): number =>
  a.prior - b.prior || (a.id < b.id ? -1 : 1);

const rarityOf = ({ prior }: Interest): number => Math.log(1 / prior);
