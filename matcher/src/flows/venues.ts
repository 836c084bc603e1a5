/**
 * Venues: the floors of this process, what may be chosen there, and the one way to tell them facts.
 * Venues may come, change and go while it runs (`registry.ts`).
 */
import {
  CODE_SECRET_BYTES,
  type CodeSecret,
  decodeCodeSecret,
  parseCodeSecret,
  type RolePairId,
  roles,
  type StockId,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import type { Contribute } from "../aggregate-ports.ts";
import type { Fact } from "../domain/facts.ts";
import { type Floor, floorFrom, floorOf } from "../domain/floor.ts";
import { codeKey } from "../domain/join-code.ts";
import { type NearOffer, nearOffersOf } from "../domain/near-offer.ts";
import type { Proposal } from "../domain/nudge.ts";
import { policies } from "../domain/policy.ts";
import type { Offer } from "../domain/profile.ts";
import { step } from "../domain/step.ts";
import { needsCode, planOf, type VenueSetup, type VenueState } from "../domain/venue.ts";
import { screensOf, type ZoneScreens } from "../domain/zone-screens.ts";
import type { Clock, Count, Random } from "../ports.ts";

/** A venue as it is written down, in the file or in the store. */
export interface Held {
  readonly setup: VenueSetup;
  readonly state: VenueState;
  /** Of a stored venue; undefined where the file is the store, and nobody can change it here. */
  readonly version: number | undefined;
}

export interface Venue extends Held {
  readonly offer: Offer;
  /** Codes that let in, by `codeKey`; undefined where none is asked for. Staff may change it. */
  readonly codes: Set<string> | undefined;
  readonly screens: ZoneScreens;
  /** Empty of people unless it is live, and of gateways once it is archived. */
  readonly floor: Floor;
  /** Of the zones that ask for nearness, where the layout supports it. */
  readonly nearOffers: readonly NearOffer[];
}

export interface Venues {
  /** In every state: staff see them all. */
  readonly all: ReadonlyMap<VenueId, Venue>;
  /** The one that attendees may be at; undefined unless it is live. */
  live(id: VenueId): Venue | undefined;
  /** Steps a venue's floor; counts what there is to count, collects and hands back the proposals. */
  tell(venue: VenueId, fact: Fact): readonly Proposal[];
  /** In the place of the one of that id. Who is there stays, while it stays live. */
  put(held: Held): Venue;
  drop(id: VenueId): void;
}

/** The venues of a file. `contribute`: where aggregates are collected. */
export function venuesOf(
  setups: readonly VenueSetup[],
  clock: Clock,
  count: Count,
  random: Random,
  contribute: Contribute = () => {},
): Venues {
  const all = new Map<VenueId, Venue>();
  const put = (held: Held): Venue => {
    const venue = venueOf(held, random, all.get(held.setup.id), clock());
    all.set(held.setup.id, venue);
    return venue;
  };
  for (const setup of setups) put({ setup, state: "live", version: undefined });
  return {
    all,
    live: (id) => {
      const venue = all.get(id);
      return venue?.state === "live" ? venue : undefined;
    },
    put,
    drop: (id) => void all.delete(id),
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

function venueOf(held: Held, random: Random, old: Venue | undefined, now: UnixMs): Venue {
  const { state } = held;
  const setup = state === "archived" ? withoutMachines(held.setup) : held.setup;
  const before = old?.state === "archived" ? undefined : old;
  const nearOffers =
    before !== undefined && isAlike(layoutOf(before.setup), layoutOf(setup))
      ? before.nearOffers
      : // What a layout supports does not depend on how bold a show is with it.
        nearOffersOf(setup, policies.default);
  const stays = before !== undefined && (before.state === "live") === (state === "live");
  const floor = stays
    ? floorFor(before, setup, nearOffers, now)
    : floorOf(planOf(setup, refusedOf(nearOffers)));
  const parts = partsOf(held.setup, random);
  if (old !== undefined) withhold(old, parts.codes, floor.plan.stock.lost);
  return { ...{ ...held, nearOffers }, ...parts, floor };
}

/**
 * What staff have disabled, or noted as lost, lets nobody in while their notes are read again, which may
 * take a while, or fail. What they have allowed meanwhile comes with the notes.
 */
function withhold(
  { setup, codes: known, floor }: Venue,
  codes: Set<string> | undefined,
  lost: Set<StockId>,
): void {
  for (const id of floor.plan.stock.lost) lost.add(id);
  if (known === undefined) return;
  for (const { code } of setup.joinCodes ?? [])
    if (!known.has(codeKey(code))) codes?.delete(codeKey(code));
}

/** The very same one if nothing that it was made from has changed. */
function floorFor(
  { setup: old, floor }: Venue,
  setup: VenueSetup,
  nearOffers: readonly NearOffer[],
  now: UnixMs,
): Floor {
  const alike = isAlike(matchedBy(old), matchedBy(setup));
  return alike ? floor : floorFrom(floor, planOf(setup, refusedOf(nearOffers)), now);
}

const layoutOf = ({ zones, gateways }: VenueSetup) => [
  zones.map(({ id, tier, outline }) => [id, tier, outline]),
  gateways,
];
const matchedBy = (setup: VenueSetup) => [
  layoutOf(setup),
  ...[setup.policy, setup.settings, setup.stock, setup.poolKey, setup.ownInterests],
];

/** By their texts: set-ups are plain values. */
const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const withoutMachines = ({ stock: _lent, ...setup }: VenueSetup): VenueSetup => ({
  ...setup,
  gateways: [],
});

const refusedOf = (nearOffers: readonly NearOffer[]) =>
  new Set(nearOffers.filter(({ offered }) => !offered).map(({ zone }) => zone));

const partsOf = (
  setup: VenueSetup,
  random: Random,
): Pick<Venue, "offer" | "codes" | "screens"> => ({
  offer: {
    interests: new Set(setup.interests),
    rolePairs: new Set([...usualPairs, ...(setup.rolePairs ?? [])]),
  },
  codes: needsCode(setup)
    ? new Set(
        (setup.joinCodes ?? [])
          .filter((each) => each.disabled !== true)
          .map((each) => codeKey(each.code)),
      )
    : undefined,
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
