/**
 * Venues: the floors of this process, what may be chosen there, and the one way to tell them facts.
 */
import {
  CODE_SECRET_BYTES,
  type CodeSecret,
  decodeCodeSecret,
  parseCodeSecret,
  type RolePairId,
  roles,
  type VenueId,
} from "@sighej/protocol";
import type { Contribute } from "../aggregate-ports.ts";
import type { Fact } from "../domain/facts.ts";
import { type Floor, floorOf } from "../domain/floor.ts";
import { codeKey } from "../domain/join-code.ts";
import { type NearOffer, nearOffersOf } from "../domain/near-offer.ts";
import type { Proposal } from "../domain/nudge.ts";
import { policies } from "../domain/policy.ts";
import type { Offer } from "../domain/profile.ts";
import { step } from "../domain/step.ts";
import { planOf, type VenueSetup } from "../domain/venue.ts";
import { screensOf, type ZoneScreens } from "../domain/zone-screens.ts";
import type { Clock, Count, Random } from "../ports.ts";

export interface Venue {
  readonly setup: VenueSetup;
  readonly offer: Offer;
  /** Codes that let in, by `codeKey`; undefined where none is asked for. Staff may change it. */
  readonly codes: Set<string> | undefined;
  readonly screens: ZoneScreens;
  readonly floor: Floor;
  /** Of the zones that ask for nearness, where the layout supports it. */
  readonly nearOffers: readonly NearOffer[];
}

export interface Venues {
  readonly all: ReadonlyMap<VenueId, Venue>;
  /** Steps a venue's floor; counts what there is to count, collects and hands back the proposals. */
  tell(venue: VenueId, fact: Fact): readonly Proposal[];
}

/** `contribute`: where aggregates are collected. */
export function venuesOf(
  setups: readonly VenueSetup[],
  clock: Clock,
  count: Count,
  random: Random,
  contribute: Contribute = () => {},
): Venues {
  const all = new Map(setups.map((setup) => [setup.id, venueOf(setup, random)]));
  return {
    all,
    tell: (id, fact) => {
      const venue = all.get(id);
      if (venue === undefined) return [];
      const proposals: Proposal[] = [];
      for (const effect of step(venue.floor, fact, clock()).effects) {
        if (effect.kind === "propose") proposals.push(effect.proposal);
        else if (effect.kind === "count") count(effect.what, effect.by);
        else contribute(id, effect.session, effect.cells);
      }
      return proposals;
    },
  };
}

function venueOf(setup: VenueSetup, random: Random): Venue {
  // What a layout supports does not depend on how bold a show is with it.
  const nearOffers = nearOffersOf(setup, policies.default);
  const refused = nearOffers.filter(({ offered }) => !offered).map(({ zone }) => zone);
  return { ...partsOf(setup, random), nearOffers, floor: floorOf(planOf(setup, new Set(refused))) };
}

const partsOf = (setup: VenueSetup, random: Random): Omit<Venue, "floor" | "nearOffers"> => ({
  setup,
  offer: {
    interests: new Set(setup.interests),
    rolePairs: new Set([...usualPairs, ...(setup.rolePairs ?? [])]),
  },
  codes:
    setup.joinCodes &&
    new Set(
      setup.joinCodes.filter((each) => each.disabled !== true).map((each) => codeKey(each.code)),
    ),
  screens: screensOf(setup, codeSecretOf(setup, random)),
});

/** Without one in the set-up the codes are this process's own, and others after a restart. */
function codeSecretOf({ codeSecret }: VenueSetup, random: Random): CodeSecret {
  const secret =
    codeSecret === undefined
      ? decodeCodeSecret(random(CODE_SECRET_BYTES))
      : parseCodeSecret(codeSecret);
  if (!secret.ok) throw new RangeError(secret.problem.detail);
  return secret.value;
}

const usualPairs: readonly RolePairId[] = roles
  .filter(({ onByDefault }) => onByDefault)
  .map(({ pair }) => pair);
