/**
 * Arbitraries: random values of every wire type, for property tests of this and other packages.
 */
import * as fc from "fast-check";
import {
  type BadgeBinding,
  type BeaconKey,
  type Bearer,
  bearerOf,
  type Dbm,
  dbm,
  durationMs,
  type GatewayId,
  interestCategories,
  MAX_RSSI,
  MIN_RSSI,
  nudgeIdOf,
  type Sighting,
  type SightingBatch,
  type StockId,
  sessionIdOf,
  type Token,
  type UnixMs,
  unixMs,
  type VenueId,
  venueIdOf,
  type ZoneId,
} from "../src/index.ts";

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

export const token = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value as Token);
export const beaconKey = bytes(32).map((key) => key as BeaconKey);
export const venueId: fc.Arbitrary<VenueId> = bytes(16).map(venueIdOf);
export const sessionId = bytes(16).map(sessionIdOf);
export const nudgeId = bytes(16).map(nudgeIdOf);
export const bearer: fc.Arbitrary<Bearer> = bytes(32).map(bearerOf);
const slug = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
export const gatewayId = slug.map((text) => text as GatewayId);
export const zoneId = slug.map((text) => text as ZoneId);
export const stockId = fc
  .stringMatching(/^[0-9A-HJKMNP-TV-Z]{4,12}$/)
  .map((text) => text as StockId);
export const interest = fc.constantFrom(
  ...interestCategories.flatMap(({ interests }) => interests),
);
/** Any time that fits a frame: 48 bits of milliseconds. */
export const time: fc.Arbitrary<UnixMs> = fc.nat(2 ** 42).map(unixMs);
/** A time to the whole second, before the year 2106, as a badge is told it. */
const wholeSecond = fc.nat(0xffff_ffff).map((seconds) => unixMs(seconds * 1_000));

export const badgeBinding: fc.Arbitrary<BadgeBinding> = fc.record({
  venue: venueId,
  key: beaconKey,
  now: wholeSecond,
});

const level = (max: number): fc.Arbitrary<Dbm> =>
  fc.integer({ min: MIN_RSSI * 256, max: max * 256 }).map((steps) => dbm(steps / 256));

const sighting: fc.Arbitrary<Sighting> = fc
  .record({
    token,
    count: fc.integer({ min: 1, max: 255 }),
    max: fc.integer({ min: MIN_RSSI, max: MAX_RSSI }).map(dbm),
  })
  .chain((row) => level(row.max).map((mean) => ({ ...row, mean })));

export const sightingBatch: fc.Arbitrary<SightingBatch> = fc.record({
  bootId: fc.nat(0xffff_ffff),
  sequence: fc.nat(0xffff_ffff),
  windowStart: time,
  windowLength: fc.nat(0xffff).map(durationMs),
  clockError: fc.integer({ min: -0x8000, max: 0x7fff }).map(durationMs),
  replayed: fc.boolean(),
  sightings: fc.array(sighting, { maxLength: 20 }),
});
