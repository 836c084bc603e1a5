/**
 * Role mapping: what an OpenID provider says of somebody, such as a group, turned into a role at some
 * venues. Pure. Whoever nothing is written down for has no role.
 */
import { parseVenueId, type StaffRole, staffRoles, type VenueId } from "@sighej/protocol";

/** Entries of one mapping: a group for each role at each of some dozen venues. */
const MAPPINGS_MAX = 200;

export interface Mapping {
  /** As the provider says it, to the letter. */
  readonly value: string;
  readonly role: StaffRole;
  readonly venue: "all" | VenueId;
}

export interface Grant {
  readonly role: StaffRole;
  readonly venues: "all" | readonly VenueId[];
}

/**
 * `crew=host@<venue id>, /it/admins=owner`: a value and a role, at one venue or at all. Undefined when
 * it is not written like that.
 */
export function parseRoleMapping(text: string): readonly Mapping[] | undefined {
  const entries = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  if (entries.length > MAPPINGS_MAX) return undefined;
  const mappings = entries.map(mappingOf);
  return mappings.every((each) => each !== undefined) ? mappings : undefined;
}

function mappingOf(entry: string): Mapping | undefined {
  // Names of groups may hold an equals sign, as those of LDAP do; roles do not.
  const at = entry.lastIndexOf("=");
  const value = entry.slice(0, Math.max(0, at)).trim();
  const [roleText = "", venueText, ...more] = entry.slice(at + 1).split("@");
  const role = staffRoles.find((each) => each === roleText.trim());
  if (value === "" || role === undefined || more.length > 0) return undefined;
  if (venueText === undefined) return { value, role, venue: "all" };
  const venue = parseVenueId(venueText.trim());
  return venue.ok ? { value, role, venue: venue.value } : undefined;
}

/** The highest role that `values` have, at every venue where they have that one. */
export function grantOf(
  mappings: readonly Mapping[],
  values: readonly string[],
): Grant | undefined {
  const own = mappings.filter(({ value }) => values.includes(value));
  const role = staffRoles.findLast((each) => own.some((mapping) => mapping.role === each));
  if (role === undefined) return undefined;
  const at = own.filter((mapping) => mapping.role === role).map(({ venue }) => venue);
  const venues = at.flatMap((each) => (each === "all" ? [] : [each]));
  return { role, venues: venues.length < at.length ? "all" : [...new Set(venues)] };
}
