/**
 * Venue set-up: turns an operator's JSON into checked set-ups, all faults at once. Pure.
 */
import {
  decodeVenueView,
  interestsById,
  metres,
  parseGatewayId,
  parseZoneId,
} from "@sighej/protocol";
import { type PolicyName, policies } from "./domain/policy.ts";
import type { GatewaySetup, VenueSetup, ZoneTier } from "./domain/venue.ts";

/** A value, or its faults in words for an operator, each with the place where it is. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

/** A venue's gateways: every place costs time in proportion, and no hall of ours has more. */
const MAX_GATEWAYS = 256;

const known = ["id", "name", "zones", "gateways", "interests", "policy", "carriers"];
const tiers: readonly ZoneTier[] = ["zone", "near"];
const policyNames = Object.keys(policies) as readonly PolicyName[];

/** The venues in a set-up file: an array of `VenueSetup`. */
export function parseVenueSetups(json: unknown): Checked<readonly VenueSetup[]> {
  if (!Array.isArray(json) || json.length === 0)
    return { ok: false, faults: ["expected an array of at least one venue"] };
  const faults: string[] = [];
  const value = json.flatMap((each: unknown, at) => {
    const setup = venueIn(each, (fault) => faults.push(`venue ${at + 1}: ${fault}`));
    return setup === undefined ? [] : [setup];
  });
  if (!distinct(value)) faults.push("each venue id once");
  return faults.length === 0 ? { ok: true, value } : { ok: false, faults };
}

function venueIn(json: unknown, fault: (text: string) => void): VenueSetup | undefined {
  const fields = fieldsOf(json);
  for (const field of Object.keys(fields))
    if (!known.includes(field)) fault(`unknown field; expected ${known.join(", ")}`);
  const { id, name, interests, carriers = [], policy: policyName = "default" } = fields;
  const view = decodeVenueView({ venue: id, name, interests, carriers });
  if (!view.ok) fault(view.problem.detail);
  else if (!view.value.interests.every((each) => interestsById.has(each)))
    fault("interests: expected ids of the shared list, which alone have sentences");
  const policy = policyNames.find((each) => each === policyName);
  if (policy === undefined) fault(`policy: expected ${policyNames.join(" or ")}`);
  const zones = all(fields.zones, zoneIn);
  if (zones === undefined) fault("zones: expected { id, tier: zone or near }, each id once");
  const gateways = all(fields.gateways, gatewayIn);
  if (gateways === undefined || gateways.length > MAX_GATEWAYS)
    fault(`gateways: expected 1 to ${MAX_GATEWAYS} of { id, zone, x, y } in metres, each id once`);
  if (zones && gateways?.some((gateway) => !zones.some((zone) => zone.id === gateway.zone)))
    fault("gateways: expected every zone of a gateway to be among the zones");
  if (!view.ok || policy === undefined || zones === undefined || gateways === undefined)
    return undefined;
  const { venue, ...shown } = view.value;
  return { id: venue, ...shown, policy, zones, gateways };
}

function zoneIn(json: unknown): VenueSetup["zones"][number] | undefined {
  const fields = fieldsOf(json);
  const id = parseZoneId(fields.id);
  const tier = tiers.find((each) => each === fields.tier);
  return id.ok && tier !== undefined ? { id: id.value, tier } : undefined;
}

function gatewayIn(json: unknown): GatewaySetup | undefined {
  const { id: idText, zone: zoneText, x, y } = fieldsOf(json);
  const id = parseGatewayId(idText);
  const zone = parseZoneId(zoneText);
  return id.ok && zone.ok && isNumber(x) && isNumber(y)
    ? { id: id.value, zone: zone.value, x: metres(x), y: metres(y) }
    : undefined;
}

/** Every item of a list, at least one, ids distinct; undefined when any is not as it should be. */
function all<T extends { readonly id: string }>(
  json: unknown,
  parse: (item: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const items = json.map((each: unknown) => parse(each)).filter((each) => each !== undefined);
  return items.length === json.length && distinct(items) ? items : undefined;
}

const distinct = (items: readonly { readonly id: string }[]): boolean =>
  new Set(items.map(({ id }) => id)).size === items.length;

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, unknown>>)
    : {};

const isNumber = (value: unknown): value is number => Number.isFinite(value);
