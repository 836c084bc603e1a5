/**
 * Taste: which interests a made-up person chooses, so that common ones are common. Pure.
 */
import { type InterestId, interestsById } from "@sighej/protocol";
import type { Rng } from "./rng.ts";

/** Interests of one person: enough to meet someone by, few enough to be true. */
const MIN_INTERESTS = 3;
const MAX_INTERESTS = 6;
/** Of an interest that a venue added: as usual as most of the shared list (`interests.json`). */
const PRIOR_OF_OWN = 0.1;

/**
 * Three to six of `shown` (all of them where there are fewer), each drawn with its prior as weight
 * and no interest twice (Efraimidis and Spirakis, Information Processing Letters 97(5), 2006).
 */
export function chooseInterests(shown: readonly InterestId[], rng: Rng): readonly InterestId[] {
  const count = MIN_INTERESTS + rng.integer(MAX_INTERESTS - MIN_INTERESTS + 1);
  return shown
    .map((id) => ({ id, rank: Math.log(1 - rng.uniform()) / priorOf(id) }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, count)
    .map(({ id }) => id);
}

const priorOf = (id: InterestId): number => interestsById.get(id)?.prior || PRIOR_OF_OWN;
