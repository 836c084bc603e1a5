/**
 * Met: what a round chooses from: who has met whom in a zone. Pure types.
 */
import type { Interest, InterestId, UnixMs, ZoneId } from "@sighej/protocol";
import type { Tier } from "../encounter.ts";
import type { Policy } from "../policy.ts";
import type { Person } from "./person.ts";
import type { Rarity } from "./rarity.ts";

/** Two people who have reached what their zone asks for, `a` before `b` in the order of ids. */
export interface Met {
  readonly a: Person;
  readonly b: Person;
  readonly tier: Tier;
  /** Never nudged together. */
  readonly fresh: boolean;
}

export interface Round {
  readonly zone: ZoneId;
  /** Every two who have met in the zone and of whom one is free at least, in no order. */
  readonly met: readonly Met[];
  readonly rarity: Rarity;
  /** All that may be shared here; those of the shared list where nothing is said. */
  readonly interests?: ReadonlyMap<InterestId, Interest> | undefined;
  /** May a group be chosen this time? */
  readonly groups: boolean;
  readonly now: UnixMs;
  readonly policy: Policy;
}

/** Two who have met, with their score and whether that is enough for both. */
export interface Scored extends Met {
  readonly score: number;
  readonly enough: boolean;
}
