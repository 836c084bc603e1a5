/** Made up: values of a venue and a session for tests of pure code. */
import {
  type BeaconKey,
  type Bearer,
  bearerOf,
  CONSENT_VERSION,
  type Cue,
  decodeBeaconKey,
  durationMs,
  EDITS_MAX,
  hours,
  interestsById,
  type Nudge,
  nudgeIdOf,
  parseVenueId,
  parseZoneId,
  type SessionView,
  sessionIdOf,
  unixMs,
  untilNextEpoch,
  type VenueView,
} from "@sighej/protocol";
import type { OwnSession } from "../src/session.ts";

/** The value of a decoding that cannot fail. */
export function certain<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new Error("made up badly");
  return result.value;
}

export const interestIds = [...interestsById.keys()];
export const zone = certain(parseZoneId("hall"));
const beaconKey: BeaconKey = certain(decodeBeaconKey(new Uint8Array(32).fill(7)));

export const venue: VenueView = {
  venue: certain(parseVenueId("7c9e6679-7425-40de-944b-e07fc1f90ae7")),
  name: "Test hall",
  interests: interestIds,
  zones: [{ id: zone, name: "Main hall" }],
  carriers: [{ kind: "simulated-badge", path: "/demo/badge" }],
};

/** The phone's clock is a minute slow. */
export const start = unixMs(1_800_000_000_000);
export const ahead = durationMs(60_000);

/** What a session has that says nothing about it. */
export const plain = {
  stars: [],
  approach: "open",
  pausedUntil: unixMs(0),
  asked: false,
  editsLeft: EDITS_MAX,
  consent: { version: CONSENT_VERSION, at: unixMs(start + ahead) },
  carriers: [],
} satisfies Partial<SessionView>;

export const session: OwnSession = {
  view: {
    session: sessionIdOf(new Uint8Array(16).fill(1)),
    venue: venue.venue,
    interests: interestIds.slice(0, 3),
    language: "en",
    open: true,
    ...plain,
    serverTime: unixMs(start + ahead),
    nextEpochAt: unixMs(start + ahead + untilNextEpoch(unixMs(start + ahead))),
    expiresAt: unixMs(start + ahead + hours(2)),
  },
  bearer: bearerOf(new Uint8Array(32).fill(2)),
  beaconKey,
  ahead,
};

/** Nudge number `number`, that runs out `life` ms after the start, by the matcher's clock. */
export const nudge = (number: number, life = 180_000): Nudge => ({
  id: nudgeIdOf(new Uint8Array(16).fill(number)),
  phrase: `Someone nearby has the number ${number}.`,
  zone,
  expiresAt: unixMs(start + ahead + life),
});

export const stranger: Bearer = bearerOf(new Uint8Array(32).fill(3));

/** The cue of nudge number `number`, that lasts `life` ms from the start. */
export const cue = (number: number, life = 180_000): Cue => ({
  nudge: nudge(number).id,
  shape: "wave",
  colour: "yellow",
  word: "mango",
  spot: "Coffee bar",
  expiresAt: unixMs(start + ahead + life),
});
