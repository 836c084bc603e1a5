/** The domain by itself, for measuring it: no port, no store, no radio. */
export { usedUp } from "./aggregate/ledger.ts";
export { quantileOf, thresholdAfter } from "./choosing/ladder.ts";
export { freeAt } from "./choosing/limits.ts";
export { rarityOn } from "./choosing/propose.ts";
export type { Scorer } from "./choosing/score.ts";
export { type Encounter, stepEncounter, tierOf } from "./encounter.ts";
export { type Floor, floorOf, type Member, pairKey } from "./floor.ts";
export { hear, type Levels, levelAt, levelsAt, noLevels } from "./levels.ts";
export { nearnessOf } from "./nearness.ts";
export type { Proposal } from "./nudge.ts";
export { type Policy, policies } from "./policy.ts";
export { type Presence, stepPresence } from "./presence.ts";
export { calibrate, type Marked } from "./proximity/calibrate.ts";
export { eachClose } from "./proximity/close.ts";
export { followPlace } from "./proximity/follow.ts";
export { learn } from "./proximity/learn.ts";
export { lotOf } from "./proximity/lot.ts";
export { scoreWithin } from "./proximity/pair.ts";
export { findPlace, noPlace, type Place } from "./proximity/posterior.ts";
export { plainMap, type RadioMap } from "./proximity/radio-map.ts";
export { strengthsBefore } from "./proximity/strength.ts";
export {
  effectsOf,
  FEATURES,
  featuresOf,
  type Logistic,
  PHONES,
  unplacedOdds,
} from "./proximity/unplaced.ts";
export { isWalking } from "./proximity/walk.ts";
export { nearestTo, type Zoning, zoningOf } from "./proximity/zoning.ts";
export { noHistory, type Session } from "./session.ts";
export { step } from "./step.ts";
export { noTraces } from "./traces.ts";
export { planOf, type VenueSetup } from "./venue.ts";
