/**
 * Nudge: what a choice hands over: who is told what, where. Pure types, and what a zone asks for.
 *
 * It is only a proposal: the claim in the store decides.
 */
import type { Reason, ZoneId } from "@sighej/protocol";
import type { Tier } from "./encounter.ts";
import type { Presence } from "./presence.ts";
import type { Session } from "./session.ts";
import type { ZoneTier } from "./venue.ts";

/** One person of a nudge and what this one is told. */
export interface Side {
  readonly session: Session;
  readonly reason: Reason;
}

export interface Proposal {
  readonly kind: Reason["kind"];
  /** Two, or three to four of a group, in the order of ids. */
  readonly sides: readonly Side[];
  /** Where they are; the zone of the first when a border is between them. */
  readonly zone: ZoneId;
  /** The tier that all of them have reached with each other. */
  readonly tier: Tier;
  /** How well they suit each other by the scorer, 0 to 1. */
  readonly value: number;
}

/**
 * What a pair has to reach in a zone. Of somebody who is there by proof alone nobody can say more
 * than that: such a pair is nudged on being there together, or would never be.
 */
export const askedOf = (
  tier: ZoneTier,
  a: Pick<Presence, "by"> | undefined,
  b: Pick<Presence, "by"> | undefined,
): ZoneTier => (a?.by === "proof" || b?.by === "proof" ? "zone" : tier);

/** Reached what its zone asks for? `near` zones are dense enough to ask for more than being there. */
export const reaches = (tier: Tier, asks: ZoneTier): boolean => asks === "zone" || tier !== "zone";
