/**
 * Rarity: turns who has chosen what into how much sharing it says, in nats. Pure.
 *
 * Inverse document frequency over the open sessions of a venue, with made-up people who choose by
 * the priors of the shared list, so that the first ten arrivals do not make everything rare.
 */
import { type InterestId, interestsById } from "@sighej/protocol";

/** How much it says to share an interest, RARITY_MIN to RARITY_MAX nats. */
export type Rarity = (interest: InterestId) => number;

/** Made-up people: a fifth of a usual venue, so that the venue's own people soon outweigh them. */
const PRIOR_PEOPLE = 20;
/** Even what everybody has chosen says a little … */
export const RARITY_MIN = 0.2;
/** … and one odd interest must not decide everything. */
export const RARITY_MAX = 3.5;
/** Of an interest that a venue added: as usual as most of the shared list. */
const PRIOR_OF_OWN = 0.1;

/** The rarity of interests among these people, each a list of interests. */
export function rarityAmong(people: Iterable<readonly InterestId[]>): Rarity {
  const holders = new Map<InterestId, number>();
  let count = 0;
  for (const interests of people) {
    count++;
    for (const each of interests) holders.set(each, (holders.get(each) ?? 0) + 1);
  }
  return (interest) => rarityOf(count, holders.get(interest) ?? 0, priorOf(interest));
}

/** Rarity of what `holders` of `people` have chosen and `prior` of all people would. */
export const rarityOf = (people: number, holders: number, prior: number): number =>
  clamped(Math.log((people + PRIOR_PEOPLE + 1) / (holders + PRIOR_PEOPLE * prior + 0.5)));

const clamped = (nats: number): number => Math.min(RARITY_MAX, Math.max(RARITY_MIN, nats));

const priorOf = (interest: InterestId): number =>
  interestsById.get(interest)?.prior ?? PRIOR_OF_OWN;
