/**
 * Venues: the floors of this process and the one way to tell them facts.
 */
import type { InterestId, VenueId } from "@sighej/protocol";
import type { Fact } from "../domain/facts.ts";
import { type Floor, floorOf } from "../domain/floor.ts";
import type { Proposal } from "../domain/nudge.ts";
import { step } from "../domain/step.ts";
import { planOf, type VenueSetup } from "../domain/venue.ts";
import type { Clock, Count } from "../ports.ts";

interface Venue {
  readonly setup: VenueSetup;
  readonly interests: ReadonlySet<InterestId>;
  readonly floor: Floor;
}

export interface Venues {
  readonly all: ReadonlyMap<VenueId, Venue>;
  /** Steps a venue's floor; counts what there is to count and hands back the proposals. */
  tell(venue: VenueId, fact: Fact): readonly Proposal[];
}

export function venuesOf(setups: readonly VenueSetup[], clock: Clock, count: Count): Venues {
  const all = new Map(
    setups.map((setup) => [
      setup.id,
      { setup, interests: new Set(setup.interests), floor: floorOf(planOf(setup)) },
    ]),
  );
  return {
    all,
    tell: (id, fact) => {
      const venue = all.get(id);
      if (venue === undefined) return [];
      const proposals: Proposal[] = [];
      for (const effect of step(venue.floor, fact, clock()).effects) {
        if (effect.kind === "propose") proposals.push(effect.proposal);
        else count(effect.what, effect.by);
      }
      return proposals;
    },
  };
}
