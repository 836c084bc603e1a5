/**
 * Way: turns an address into the screen that it names, and a screen into its address. Pure.
 */
import { parseVenueId, type StaffRole, type VenueId } from "@sighej/protocol";
import type { HouseRoute, Route, VenueRoute } from "./routes.ts";

/** Where the matcher serves the dashboard. */
const BASE = "/admin";

export type Way =
  | {
      readonly kind: "house";
      readonly route: HouseRoute;
      readonly params: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "venue";
      readonly route: VenueRoute;
      readonly params: Readonly<Record<string, string>>;
      readonly venue: VenueId;
    };

/** `path` as in `location.pathname`; undefined where no screen has that address. */
export function wayOf(
  path: string,
  house: readonly HouseRoute[],
  venues: readonly VenueRoute[],
): Way | undefined {
  for (const route of house) {
    const params = paramsOf(route, path);
    if (params !== undefined) return { kind: "house", route, params };
  }
  for (const route of venues) {
    const params = paramsOf(route, path);
    const venue = parseVenueId(params?.venue);
    if (params !== undefined && venue.ok)
      return { kind: "venue", route, params, venue: venue.value };
  }
  return undefined;
}

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "");

function paramsOf(
  { path: pattern }: Route,
  path: string,
): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [partsOf(BASE + pattern), partsOf(path)];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

/** The address of a route, with the ids that its path names. */
export const addressOf = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  BASE + path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? "").replace(/\/$/, "");

/** Where a venue's name leads to: the first of its screens that a role sees. */
export const frontOf = (
  venues: readonly VenueRoute[],
  sees: (least: StaffRole) => boolean,
): VenueRoute | undefined => venues.find(({ from, icon }) => icon !== undefined && sees(from));
