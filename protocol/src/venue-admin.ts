/**
 * Venue admin: a venue as staff see it and what they may change of it, both ways. Pure.
 *
 *     POST /admin/venues, POST /admin/venue/<venue>/duplicate     VenueName
 *     GET, PATCH /admin/venue/<venue>                             VenueSetup, VenueEdit
 *     PUT /admin/venue/<venue>/state                              VenueMove
 *
 * A change names the version that it was made from, and is refused when another one came first. A
 * list in an edit takes the place of the whole list; what is left out stays. Nothing of a person.
 */
import * as v from "valibot";
import { VENUE_GATEWAYS_MAX } from "./access-notice.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import {
  type GatewayId,
  type InterestId,
  parseGatewayId,
  parseInterestId,
  parseVenueId,
  parseZoneId,
  type RolePairId,
  type ZoneId,
} from "./ids.ts";
import { SPOT_MAX_LENGTH } from "./nudge.ts";
import { parseRolePairId } from "./roles.ts";
import { CONTROLLER_MAX_LENGTH, VENUE_ZONES_MAX } from "./venue.ts";
import { venueSettingsSchema } from "./venue-settings.ts";

export const venueStates = ["draft", "live", "archived"] as const;
export type VenueStateName = (typeof venueStates)[number];
export const venuePaces = ["default", "demo"] as const;
/** What has to be done before attendees may come. */
export const venueChecks = [
  "controller",
  "dpia",
  "signage",
  "zones",
  "gateways",
  "enrolled",
  "offered",
] as const;
export type VenueCheck = (typeof venueChecks)[number];
/** Ways to be found that staff may choose; a simulated badge is the demo's alone. */
export const venueCarriers = ["badge", "stock-tag", "check-in", "zone-code"] as const;

/** Corners of an outline: asked of every cell of a map, once. */
export const OUTLINE_CORNERS_MAX = 64;
const NAME_MAX_LENGTH = 80;
/** The shared list, and some of the venue's own. */
const OFFERED_MAX = 144;

const line = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.metadata({ minLength: 1, maxLength: most }),
    v.check(
      (text) => text.length > 0 && text.length <= most && !/\p{C}/u.test(text),
      `one line of 1 to ${most} characters`,
    ),
  );
const name = line(NAME_MAX_LENGTH);
const venue = parsedBy(parseVenueId, "a lower-case UUID");
const zone = parsedBy(parseZoneId, "a zone id: 1 to 32 of a-z, 0-9 and -");
const gateway = parsedBy(parseGatewayId, "a gateway id: 1 to 32 of a-z, 0-9 and -");
const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const metres = v.pipe(v.number(), v.finite());
const spot: v.GenericSchema<unknown, Spot> = v.strictObject({ x: metres, y: metres });

interface Spot {
  readonly x: number;
  readonly y: number;
}
export interface EditedZone {
  zone: ZoneId;
  tier: "zone" | "near";
  name?: string | undefined;
  outline?: Spot[] | undefined;
}
export interface EditedGateway {
  gateway: GatewayId;
  zone: ZoneId;
  x?: number | undefined;
  y?: number | undefined;
}

const zoneEdit: v.GenericSchema<unknown, EditedZone> = v.strictObject({
  zone,
  tier: v.picklist(["zone", "near"]),
  /** What people call it; its id otherwise. */
  name: v.optional(line(SPOT_MAX_LENGTH)),
  /** Its corners on the floor plan, m, either way round. */
  outline: v.optional(v.pipe(v.array(spot), v.minLength(3), v.maxLength(OUTLINE_CORNERS_MAX))),
});
/** In metres from the plan's origin: of every gateway, or of none. */
const gatewayEdit: v.GenericSchema<unknown, EditedGateway> = v.strictObject({
  ...{ gateway, zone },
  x: v.optional(metres),
  y: v.optional(metres),
});
const controller = v.strictObject({
  name: line(CONTROLLER_MAX_LENGTH),
  contact: line(CONTROLLER_MAX_LENGTH),
});
const legal = v.strictObject({
  /** Whose responsibility the data is, and how attendees reach them: they are shown both. */
  controller: v.optional(controller),
  /** The impact assessment has been made. */
  dpia: v.optional(v.boolean()),
  /** The sign hangs where people come in. */
  signage: v.optional(v.boolean()),
});
const zones = v.pipe(v.array(zoneEdit), v.maxLength(VENUE_ZONES_MAX));
const gateways = v.pipe(v.array(gatewayEdit), v.maxLength(VENUE_GATEWAYS_MAX));
const offered: v.GenericSchema<unknown, InterestId[]> = v.pipe(
  v.array(parsedBy(parseInterestId, "an interest id")),
  v.maxLength(OFFERED_MAX),
);
const rolePairs: v.GenericSchema<unknown, RolePairId[]> = v.pipe(
  v.array(parsedBy(parseRolePairId, "a role pair id")),
  v.maxLength(32),
);

const venueName = v.strictObject({ name });
const venueMove = v.strictObject({ version, state: v.picklist(venueStates) });
const venueEdit = v.strictObject({
  version,
  name: v.optional(name),
  pace: v.optional(v.picklist(venuePaces)),
  carriers: v.optional(v.pipe(v.array(v.string()), v.maxLength(8))),
  rolePairs: v.optional(rolePairs),
  needsCode: v.optional(v.boolean()),
  /** The interests that people choose from, in the order shown. */
  offered: v.optional(offered),
  zones: v.optional(zones),
  /** Those that hang somewhere. One that is new here is added to the venue's gateways. */
  gateways: v.optional(gateways),
  /** In the place of all that were set. */
  settings: v.optional(venueSettingsSchema),
  legal: v.optional(legal),
});

/** What an edit may set, all of it: of the form that a venue is taken away in. */
export const venueFileFields = {
  name,
  pace: v.picklist(venuePaces),
  carriers: v.pipe(v.array(v.picklist(venueCarriers)), v.maxLength(venueCarriers.length)),
  rolePairs,
  needsCode: v.boolean(),
  offered,
  zones,
  gateways,
  settings: venueSettingsSchema,
  controller: v.optional(controller),
};

/** Its id where nobody has given it a name. */
const zoneView: v.GenericSchema<unknown, EditedZone & { name: string }> = v.strictObject({
  zone,
  tier: v.picklist(["zone", "near"]),
  name: v.string(),
  outline: v.optional(v.array(spot)),
});

const thresholds = v.strictObject({
  /** By the name of the setting, in its unit. */
  numbers: v.record(v.string(), v.number()),
  groups: v.boolean(),
});
const venueSetup = v.strictObject({
  venue,
  name: v.string(),
  state: v.picklist(venueStates),
  /** What an edit names; absent where the venue is written down in a file, and stays as it is. */
  version: v.optional(version),
  pace: v.picklist(venuePaces),
  carriers: v.array(v.string()),
  rolePairs,
  needsCode: v.boolean(),
  offered,
  zones: v.array(zoneView),
  gateways,
  settings: venueSettingsSchema,
  /** What is in force, set or not. */
  inForce: thresholds,
  /** What would be in force with nothing set. */
  usual: thresholds,
  legal,
  /** What has to be done before it may go live, in this order. */
  checks: v.array(v.strictObject({ check: v.picklist(venueChecks), done: v.boolean() })),
});

export const venueAdminSchemas: NamedSchemas = {
  VenueName: venueName,
  VenueMove: venueMove,
  VenueEdit: venueEdit,
  VenueSetup: venueSetup,
};

export type VenueName = v.InferOutput<typeof venueName>;
export type VenueMove = v.InferOutput<typeof venueMove>;
export type VenueEdit = v.InferOutput<typeof venueEdit>;
export type VenueSetupView = v.InferOutput<typeof venueSetup>;

export const decodeVenueName = (body: unknown): Decoded<VenueName> => check(venueName, body);
export const decodeVenueMove = (body: unknown): Decoded<VenueMove> => check(venueMove, body);
export const decodeVenueEdit = (body: unknown): Decoded<VenueEdit> => check(venueEdit, body);
export const decodeVenueSetupView = (body: unknown): Decoded<VenueSetupView> =>
  check(venueSetup, body);
