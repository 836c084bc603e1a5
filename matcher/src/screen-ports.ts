/**
 * Screen ports: tablets that show a zone's code. Types and bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". A screen is a thing of the venue: nothing here is about a person.
 */
import {
  type DurationMs,
  hours,
  minutes,
  type UnixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import type { ClaimDigest } from "./gateway-ports.ts";
import type { SecretDigest } from "./staff-ports.ts";

export interface KeptScreen {
  /** 16 random bytes as base64url. */
  readonly id: string;
  readonly venue: VenueId;
  readonly zone: ZoneId;
  readonly name: string;
  /** Undefined until its code was traded. */
  readonly enrolledAt: UnixMs | undefined;
  /** While the code waits to be traded. */
  readonly codeUntil: UnixMs | undefined;
}

export interface NewScreen extends Pick<KeptScreen, "id" | "venue" | "zone" | "name"> {
  readonly code: ClaimDigest;
  readonly codeUntil: UnixMs;
}

/** Screens of one venue: two of each zone. */
export const MAX_SCREENS = 512;
/** Long enough to walk to the tablet with the code and type it. */
export const SCREEN_CODE_LIFE: DurationMs = minutes(15);
/** Browsers keep a cookie no longer (RFC 6265bis §5.5); a screen that is on the wall for a year. */
export const SCREEN_LIFE: DurationMs = hours(24 * 400);

export interface ScreenStore {
  /** Codes that are over at `now` are cleared away first. */
  add(screen: NewScreen, now: UnixMs): Promise<"added" | "full">;
  /** By zone, then by name; those whose code is over at `now` are none any more. */
  list(venue: VenueId, now: UnixMs): Promise<readonly KeptScreen[]>;
  /** In one step: trades the code, once, for a secret with this digest. */
  enrol(code: ClaimDigest, secret: SecretDigest, now: UnixMs): Promise<KeptScreen | undefined>;
  /** The screen with this secret, enrolled less than SCREEN_LIFE ago. */
  find(secret: SecretDigest, now: UnixMs): Promise<KeptScreen | undefined>;
  /** It shows nothing from then on; false when there is none. */
  remove(venue: VenueId, id: string): Promise<boolean>;
}
