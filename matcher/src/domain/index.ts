/** The domain by itself, for measuring it: no port, no store, no radio. */
export { usedUp } from "./aggregate/ledger.ts";
export { quantileOf, thresholdAfter } from "./choosing/ladder.ts";
export { freeAt } from "./choosing/limits.ts";
export { rarityOn } from "./choosing/propose.ts";
export type { Scorer } from "./choosing/score.ts";
export { type Floor, floorOf, type Member, pairKey } from "./floor.ts";
export type { Proposal } from "./nudge.ts";
export { type Policy, policies } from "./policy.ts";
export { noHistory, type Session } from "./session.ts";
export { step } from "./step.ts";
export { planOf, type VenueSetup } from "./venue.ts";
