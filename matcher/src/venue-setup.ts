/**
 * Venue set-up: turns an operator's JSON into checked set-ups, all faults at once. Pure.
 */
import {
  BATCH_MAX_LENGTH,
  CONTROLLER_MAX_LENGTH,
  decodeOwnInterests,
  decodeVenueSettings,
  decodeVenueView,
  interestsById,
  interestsWith,
  JOIN_CODE_MAX_LENGTH,
  MAX_TAG_NAMESPACES,
  metres,
  OUTLINE_CORNERS_MAX,
  type OwnInterest,
  parseCodeSecret,
  parseGatewayId,
  parsePoolKey,
  parseRolePairId,
  parseZoneId,
  type RolePairId,
  SPOT_MAX_LENGTH,
  VENUE_ZONES_MAX,
} from "@sighej/protocol";
import { codeKey, type JoinCode } from "./domain/join-code.ts";
import { type PolicyName, policies } from "./domain/policy.ts";
import { faultInSettings } from "./domain/policy-settings.ts";
import type { Outline } from "./domain/proximity/zoning.ts";
import { namespacesOf } from "./domain/stock.ts";
import {
  type GatewaySetup,
  type Legal,
  placedOf,
  type VenueSetup,
  type ZoneTier,
} from "./domain/venue.ts";
import { parseStock } from "./stock-setup.ts";

/** A value, or its faults in words for an operator, each with the place where it is. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

/** A venue's gateways: every place costs time in proportion, and no hall of ours has more. */
const MAX_GATEWAYS = 256;

const known = ["id", "name", "zones", "gateways", "interests", "policy", "carriers"].concat([
  "rolePairs",
  "joinCodes",
  "stock",
  "poolKey",
  "codeSecret",
  "needsCode",
  "legal",
  "settings",
  "ownInterests",
]);
/** One a ticket of a large venue; 10,000 are under a megabyte. */
export const MAX_JOIN_CODES = 10_000;
const tiers: readonly ZoneTier[] = ["zone", "near"];
const policyNames = Object.keys(policies) as readonly PolicyName[];

/** The venues in a set-up file: an array of `VenueSetup`. */
export function parseVenueSetups(json: unknown): Checked<readonly VenueSetup[]> {
  if (!Array.isArray(json)) return { ok: false, faults: ["expected an array of venues"] };
  const faults: string[] = [];
  const value = json.flatMap((each: unknown, at) => {
    const setup = venueIn(each, (fault) => faults.push(`venue ${at + 1}: ${fault}`));
    return setup === undefined ? [] : [setup];
  });
  if (!distinct(value)) faults.push("each venue id once");
  return faults.length === 0 ? { ok: true, value } : { ok: false, faults };
}

/** One venue. A draft may lack zones, gateways and interests, and is right otherwise. */
export function parseVenueSetup(json: unknown, isDraft: boolean): Checked<VenueSetup> {
  const faults: string[] = [];
  const value = venueIn(json, (fault) => faults.push(fault), isDraft);
  return value === undefined || faults.length > 0 ? { ok: false, faults } : { ok: true, value };
}

function venueIn(
  json: unknown,
  fault: (text: string) => void,
  isDraft = false,
): VenueSetup | undefined {
  const fields = fieldsOf(json);
  for (const field of Object.keys(fields))
    if (!known.includes(field)) fault(`unknown field; expected ${known.join(", ")}`);
  const { id, name, interests, carriers = [], policy: policyName = "default" } = fields;
  const bare = isDraft && Array.isArray(interests) && interests.length === 0;
  const view = decodeVenueView({
    ...{ venue: id, name, carriers },
    interests: bare ? [...interestsById.keys()].slice(0, 1) : interests,
  });
  if (!view.ok) fault(view.problem.detail);
  const own = fields.ownInterests === undefined ? [] : ownIn(fields.ownInterests, fault);
  const choosable = interestsWith(own);
  if (view.ok && !view.value.interests.every((each) => choosable.has(each)))
    fault("interests: expected ids of the shared list or of ownInterests, which have sentences");
  const policy = policyNames.find((each) => each === policyName);
  if (policy === undefined) fault(`policy: expected ${policyNames.join(" or ")}`);
  const zones = all(fields.zones, zoneIn, isDraft ? 0 : 1);
  if (zones === undefined || zones.length > VENUE_ZONES_MAX)
    fault(
      `zones: expected 1 to ${VENUE_ZONES_MAX} of { id, tier: zone or near, name?, outline?: 3 to ${OUTLINE_CORNERS_MAX} of { x, y } in metres }, each id once`,
    );
  const gateways = all(fields.gateways, gatewayIn, isDraft ? 0 : 1);
  if (gateways === undefined || gateways.length > MAX_GATEWAYS)
    fault(
      `gateways: expected 1 to ${MAX_GATEWAYS} of { id, zone, x?, y? } in metres, each id once`,
    );
  if (gateways && placedOf(gateways) === undefined) {
    if (gateways.some(({ x }) => x !== undefined))
      fault("gateways: expected x and y of every gateway, or of none");
    if (zones?.some(({ outline }) => outline !== undefined))
      fault("zones: an outline is of a floor plan: expected x and y of every gateway as well");
  }
  const rolePairs = listed(fields.rolePairs, rolePairIn, (pair) => pair);
  if (rolePairs === "bad") fault("rolePairs: expected ids of role pairs, each once");
  const joinCodes = listed(fields.joinCodes, joinCodeIn, ({ code }) => codeKey(code));
  if (joinCodes === "bad" || (joinCodes?.length ?? 0) > MAX_JOIN_CODES)
    fault(`joinCodes: expected up to ${MAX_JOIN_CODES} of { code, disabled? }, each code once`);
  if (zones && gateways?.some((gateway) => !zones.some((zone) => zone.id === gateway.zone)))
    fault("gateways: expected every zone of a gateway to be among the zones");
  const stock = parseStock(fields.stock, fault);
  const tags = namespacesOf(stock ?? []);
  if (Math.max(tags.ibeacon.length, tags.eddystoneUid.length) > MAX_TAG_NAMESPACES)
    fault(`stock: expected static tags of at most ${MAX_TAG_NAMESPACES} namespaces of each form`);
  const poolKey = fields.poolKey === undefined ? undefined : parsePoolKey(fields.poolKey);
  if (poolKey?.ok === false) fault("poolKey: expected 32 bytes as base64url");
  if (poolKey === undefined && stock?.some(({ kind }) => kind === "static"))
    fault("poolKey: expected with static tags, whose ids gateways hide by it");
  const settings = decodeVenueSettings(fields.settings ?? {});
  if (!settings.ok) fault(`settings: ${settings.problem.detail}`);
  const against =
    settings.ok && policy !== undefined ? faultInSettings(policy, settings.value) : undefined;
  if (against !== undefined) fault(against);
  const { codeSecret, needsCode } = fields;
  if (needsCode !== undefined && typeof needsCode !== "boolean")
    fault("needsCode: expected true or false");
  const legal = fields.legal === undefined ? undefined : legalIn(fields.legal);
  if (legal === "bad")
    fault(
      `legal: expected { controller?: { name, contact } of 1 to ${CONTROLLER_MAX_LENGTH} characters, dpia?, signage? }`,
    );
  if (codeSecret !== undefined && !parseCodeSecret(codeSecret).ok)
    fault("codeSecret: expected 32 random bytes as base64url");
  if (!view.ok || policy === undefined || zones === undefined || gateways === undefined)
    return undefined;
  if (rolePairs === "bad" || joinCodes === "bad" || stock === undefined) return undefined;
  if (legal === "bad") return undefined;
  const { venue, ...shown } = view.value;
  return {
    ...{ id: venue, name: shown.name, carriers: shown.carriers },
    interests: bare ? [] : shown.interests,
    ...{ policy, zones, gateways },
    ...(own.length === 0 ? {} : { ownInterests: own }),
    ...(rolePairs === undefined ? {} : { rolePairs }),
    ...(joinCodes === undefined ? {} : { joinCodes }),
    ...(stock.length === 0 ? {} : { stock }),
    ...(poolKey?.ok ? { poolKey: poolKey.value } : {}),
    ...(typeof codeSecret === "string" ? { codeSecret } : {}),
    ...(typeof needsCode === "boolean" ? { needsCode } : {}),
    ...(legal === undefined ? {} : { legal }),
    ...(settings.ok && fields.settings !== undefined ? { settings: settings.value } : {}),
  };
}

/** Those of the venue's own, each once, and none under the name of a shared one. */
function ownIn(json: unknown, fault: (text: string) => void): readonly OwnInterest[] {
  const own = decodeOwnInterests(json);
  if (!own.ok) fault(`ownInterests: ${own.problem.detail}`);
  else if (!distinct(own.value) || !own.value.every(({ id }) => id.startsWith("v:")))
    fault("ownInterests: expected ids of the form v:<venue>:<interest>, each once");
  else return own.value;
  return [];
}

function zoneIn(json: unknown): VenueSetup["zones"][number] | undefined {
  const fields = fieldsOf(json);
  const id = parseZoneId(fields.id);
  const tier = tiers.find((each) => each === fields.tier);
  const { name } = fields;
  const named = name === undefined || isText(name, SPOT_MAX_LENGTH);
  const outline = fields.outline === undefined ? undefined : outlineIn(fields.outline);
  if (!id.ok || tier === undefined || !named || outline === "bad") return undefined;
  return {
    ...{ id: id.value, tier },
    ...(name === undefined ? {} : { name }),
    ...(outline === undefined ? {} : { outline }),
  };
}

/** Corners on the floor plan: three at least, and no more than anybody draws. */
function outlineIn(json: unknown): Outline | "bad" {
  if (!Array.isArray(json) || json.length < 3 || json.length > OUTLINE_CORNERS_MAX) return "bad";
  const corners = json.map((each: unknown) => {
    const { x, y } = fieldsOf(each);
    return isNumber(x) && isNumber(y) ? { x: metres(x), y: metres(y) } : undefined;
  });
  return corners.every((each) => each !== undefined) ? corners : "bad";
}

function legalIn(json: unknown): Legal | "bad" {
  const { controller, dpia, signage, ...others } = fieldsOf(json);
  const ticks = [dpia, signage].every((each) => each === undefined || typeof each === "boolean");
  const { name, contact } = fieldsOf(controller);
  const lines = [name, contact].every((each) => isText(each, CONTROLLER_MAX_LENGTH));
  if (!ticks || Object.keys(others).length > 0 || (controller !== undefined && !lines))
    return "bad";
  return {
    ...(controller === undefined ? {} : { controller: { name, contact } as Legal["controller"] }),
    ...(typeof dpia === "boolean" ? { dpia } : {}),
    ...(typeof signage === "boolean" ? { signage } : {}),
  };
}

function rolePairIn(json: unknown): RolePairId | undefined {
  const pair = parseRolePairId(json);
  return pair.ok ? pair.value : undefined;
}

function joinCodeIn(json: unknown): JoinCode | undefined {
  const { code, disabled, batch } = fieldsOf(json);
  if (!isText(code, JOIN_CODE_MAX_LENGTH) || codeKey(code) === "") return undefined;
  if (disabled !== undefined && typeof disabled !== "boolean") return undefined;
  if (batch !== undefined && !isText(batch, BATCH_MAX_LENGTH)) return undefined;
  return {
    code,
    ...(disabled === undefined ? {} : { disabled }),
    ...(batch === undefined ? {} : { batch }),
  };
}

/** Every item of a list that may be left out; "bad" when one is not as it should be. */
function listed<T>(
  json: unknown,
  parse: (item: unknown) => T | undefined,
  keyOf: (item: T) => string,
): readonly T[] | undefined | "bad" {
  if (json === undefined) return undefined;
  if (!Array.isArray(json)) return "bad";
  const items = json.map((each: unknown) => parse(each)).filter((each) => each !== undefined);
  return items.length === json.length && new Set(items.map(keyOf)).size === items.length
    ? items
    : "bad";
}

function gatewayIn(json: unknown): GatewaySetup | undefined {
  const { id: idText, zone: zoneText, x, y } = fieldsOf(json);
  const id = parseGatewayId(idText);
  const zone = parseZoneId(zoneText);
  if (!id.ok || !zone.ok) return undefined;
  if (x === undefined && y === undefined) return { id: id.value, zone: zone.value };
  return isNumber(x) && isNumber(y)
    ? { id: id.value, zone: zone.value, x: metres(x), y: metres(y) }
    : undefined;
}

/** Every item of a list, so many at least, ids distinct; undefined when any is not as it should be. */
function all<T extends { readonly id: string }>(
  json: unknown,
  parse: (item: unknown) => T | undefined,
  least: number,
): readonly T[] | undefined {
  if (!Array.isArray(json) || json.length < least) return undefined;
  const items = json.map((each: unknown) => parse(each)).filter((each) => each !== undefined);
  return items.length === json.length && distinct(items) ? items : undefined;
}

const distinct = (items: readonly { readonly id: string }[]): boolean =>
  new Set(items.map(({ id }) => id)).size === items.length;

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, unknown>>)
    : {};

const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= most;

const isNumber = (value: unknown): value is number => Number.isFinite(value);
