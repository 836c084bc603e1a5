/**
 * Venue: the set-up of a venue as an operator writes it, and what matching reads from it. Pure.
 */
import {
  type Carrier,
  type GatewayId,
  type Interest,
  type InterestId,
  interestsWith,
  type Metres,
  type OwnInterest,
  type PoolKey,
  type RolePairId,
  type VenueId,
  type VenueSettings,
  type ZoneId,
} from "@sighej/protocol";
import type { JoinCode } from "./join-code.ts";
import type { Policy, PolicyName } from "./policy.ts";
import { policyOf } from "./policy-settings.ts";
import type { Outline } from "./proximity/zoning.ts";
import type { Stock, StockItem } from "./stock.ts";

/**
 * `zone`: being there together is enough for a nudge. `near`: it takes nearness, which needs about
 * one gateway per 45 m².
 */
export type ZoneTier = "zone" | "near";

/**
 * `draft`: being set up; gateways are heard, nobody may come in. `live`: attendees may. `archived`:
 * over; nobody is in it, nothing of anybody is left, and the numbers that were released stay.
 */
export type VenueState = "draft" | "live" | "archived";

/** What the law asks of whoever runs a venue, as far as it can be written down here. */
export interface Legal {
  /** Whose responsibility the data is (GDPR art. 4(7)), and how attendees reach them. */
  readonly controller?: { readonly name: string; readonly contact: string } | undefined;
  /** The impact assessment has been made (GDPR art. 35). */
  readonly dpia?: boolean | undefined;
  /** The sign that tells of the radio hangs where people come in. */
  readonly signage?: boolean | undefined;
}

export interface VenueSetup {
  readonly id: VenueId;
  /** What the app calls it, 1 to 80 characters. */
  readonly name: string;
  readonly zones: readonly ZoneSetup[];
  readonly gateways: readonly GatewaySetup[];
  /** The list that people choose from, in the order shown. */
  readonly interests: readonly InterestId[];
  /** Of the venue's own; those that may be chosen are among `interests`, too. */
  readonly ownInterests?: readonly OwnInterest[] | undefined;
  readonly policy: PolicyName;
  /** What goes before that policy. */
  readonly settings?: VenueSettings | undefined;
  readonly carriers: readonly Carrier[];
  /** Role pairs that people may choose from besides those that are on everywhere. */
  readonly rolePairs?: readonly RolePairId[] | undefined;
  /** A session starts only with one of these; without the list it starts without. */
  readonly joinCodes?: readonly JoinCode[] | undefined;
  /** Whether a session starts only with a code, whatever codes there are. */
  readonly needsCode?: boolean | undefined;
  readonly legal?: Legal | undefined;
  /**
   * What the codes on zone screens are derived from, 32 bytes as base64url. Without it each process
   * makes one at its start.
   */
  readonly codeSecret?: string | undefined;
  /** The beacons that it lends, each printed id once. */
  readonly stock?: readonly StockItem[] | undefined;
  /** What its gateways hide the ids of static tags by; there whenever one is in the stock. */
  readonly poolKey?: PoolKey | undefined;
}

export interface ZoneSetup {
  readonly id: ZoneId;
  readonly tier: ZoneTier;
  /** What people call it, 1 to SPOT_MAX_LENGTH characters; its id otherwise. */
  readonly name?: string | undefined;
  /** Its corners on the floor plan, m, either way round; goes before what gateways are next to. */
  readonly outline?: Outline | undefined;
}

export interface GatewaySetup {
  readonly id: GatewayId;
  readonly zone: ZoneId;
  /** Where it hangs on the floor plan, m. Of all gateways of a venue, or of none. */
  readonly x?: Metres | undefined;
  readonly y?: Metres | undefined;
}

export interface PlacedGateway extends GatewaySetup {
  readonly x: Metres;
  readonly y: Metres;
}

/** The same gateways where it is known of all where they hang; undefined otherwise. */
export const placedOf = (
  gateways: readonly GatewaySetup[],
): readonly PlacedGateway[] | undefined => (gateways.every(isPlaced) ? gateways : undefined);

const isPlaced = (gateway: GatewaySetup): gateway is PlacedGateway =>
  gateway.x !== undefined && gateway.y !== undefined;

/** A set-up prepared for matching. A gateway's index in `gateways` stands for it everywhere. */
export interface Plan {
  readonly id: VenueId;
  readonly policy: Policy;
  readonly gateways: readonly GatewaySetup[];
  readonly zones: readonly ZoneSetup[];
  readonly indexOf: ReadonlyMap<GatewayId, number>;
  /** What a zone asks for; never `near` where that is not offered. */
  readonly tierOf: ReadonlyMap<ZoneId, ZoneTier>;
  readonly stock: Stock;
  /** All that may be shared here, by their ids. */
  readonly interests: ReadonlyMap<InterestId, Interest>;
}

/** Whether a session starts only with a code. */
export const needsCode = ({ needsCode: asked, joinCodes }: VenueSetup): boolean =>
  asked ?? joinCodes !== undefined;

/** `notNear`: zones where the layout does not support nearness; being there together counts instead. */
export function planOf(
  { id, zones, gateways, policy, settings, ownInterests, stock = [], poolKey }: VenueSetup,
  notNear: ReadonlySet<ZoneId> = new Set(),
): Plan {
  return {
    id,
    policy: policyOf(policy, settings),
    gateways,
    zones,
    interests: interestsWith(ownInterests),
    indexOf: new Map(gateways.map((each, index) => [each.id, index])),
    tierOf: new Map(zones.map((each) => [each.id, notNear.has(each.id) ? "zone" : each.tier])),
    stock: {
      venue: id,
      items: new Map(stock.map((each) => [each.id, each])),
      poolKey,
      lost: new Set(),
    },
  };
}
