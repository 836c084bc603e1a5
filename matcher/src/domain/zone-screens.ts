/**
 * Zone screens: turns a code that somebody has read into the zone whose screen shows it. Pure.
 */
import {
  type CodeSecret,
  isZoneDigits,
  isZoneJoinCode,
  type UnixMs,
  type ZoneId,
  type ZoneSecret,
  zoneCodeUntil,
  zoneDigitsAt,
  zoneJoinCodeAt,
  zoneSecretOf,
} from "@sighej/protocol";
import type { VenueSetup } from "./venue.ts";

/** The secrets of a venue's screens; empty where it has none. */
export type ZoneScreens = ReadonlyMap<ZoneId, ZoneSecret>;

export const offersZoneCodes = ({ carriers }: Pick<VenueSetup, "carriers">): boolean =>
  carriers.some(({ kind }) => kind === "zone-code");

/** None where zone codes are not among the carriers: six digits are no risk to take for nothing. */
export const screensOf = (setup: VenueSetup, secret: CodeSecret): ZoneScreens =>
  new Map(
    offersZoneCodes(setup)
      ? setup.zones.map(({ id }) => [id, zoneSecretOf(secret, setup.id, id)])
      : [],
  );

/**
 * The zone where these six digits are shown, or `at` if they are shown there. `ambiguous`: more than
 * one zone shows them, so that only the next ones, or the zone's name, can tell.
 */
export function zoneOfDigits(
  screens: ZoneScreens,
  digits: string,
  at: ZoneId | undefined,
  now: UnixMs,
): ZoneId | "ambiguous" | undefined {
  const [zone, ...others] = [...screens]
    .filter(([id]) => at === undefined || id === at)
    .filter(([, secret]) => isZoneDigits(secret, digits, now));
  return others.length > 0 ? "ambiguous" : zone?.[0];
}

/** The zone whose screen shows this join code: at 50 bits there is one. */
export const zoneOfJoinCode = (
  screens: ZoneScreens,
  code: string,
  now: UnixMs,
): ZoneId | undefined => [...screens].find(([, secret]) => isZoneJoinCode(secret, code, now))?.[0];

/** What a zone's screen shows. */
export interface ZoneCodes {
  readonly digits: string;
  readonly joinCode: string;
  /** When the next ones come. */
  readonly until: UnixMs;
}

/** Undefined for a zone without a screen. */
export function codesOn(screens: ZoneScreens, zone: ZoneId, now: UnixMs): ZoneCodes | undefined {
  const secret = screens.get(zone);
  return secret === undefined
    ? undefined
    : {
        digits: zoneDigitsAt(secret, now),
        joinCode: zoneJoinCodeAt(secret, now),
        until: zoneCodeUntil(now),
      };
}
