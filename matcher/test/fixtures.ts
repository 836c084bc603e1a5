/**
 * Fixtures: a small venue and sessions to test with.
 */
import {
  type BeaconKey,
  CONSENT_VERSION,
  dbm,
  decodeBeaconKey,
  decodeIdentityKey,
  durationMs,
  EDITS_MAX,
  epochAt,
  type GatewayId,
  type InterestId,
  metres,
  parseGatewayId,
  parseInterestId,
  parseStockId,
  parseVenueId,
  parseZoneId,
  SESSION_LIFE,
  type SessionId,
  type SightingBatch,
  type StockId,
  sessionIdOf,
  type Token,
  tokenOf,
  type UnixMs,
  unixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import { freshLedger } from "../src/domain/aggregate/ledger.ts";
import { noHistory, type Session } from "../src/domain/session.ts";
import type { StockItem } from "../src/domain/stock.ts";
import type { PlacedGateway, VenueSetup } from "../src/domain/venue.ts";

interface Parsed<T> {
  readonly ok: boolean;
  readonly value?: T;
}

/** The value of a parse that cannot fail. */
export function sure<T>(parsed: Parsed<T>): T {
  if (!parsed.ok || parsed.value === undefined) throw new Error("a fixture is wrong");
  return parsed.value;
}

export const venue: VenueId = sure(parseVenueId("6f1e2a34-5b6c-4d7e-8f90-a1b2c3d4e5f6"));
export const otherVenue: VenueId = sure(parseVenueId("0a1b2c3d-5b6c-4d7e-8f90-a1b2c3d4e5f6"));
export const zone = (id: string): ZoneId => sure(parseZoneId(id));
export const stockId = (id: string): StockId => sure(parseStockId(id));
export const gateway = (id: string): GatewayId => sure(parseGatewayId(id));
const interest = (id: string): InterestId => sure(parseInterestId(id));
export const interests = (...ids: readonly string[]): readonly InterestId[] => ids.map(interest);

/** One of which it is known where its gateways hang. */
export interface PlacedSetup extends VenueSetup {
  readonly gateways: readonly PlacedGateway[];
}

/** The same where nobody has said it. */
export const unplaced = (placed: VenueSetup): VenueSetup => ({
  ...placed,
  gateways: placed.gateways.map(({ id, zone }) => ({ id, zone })),
});

/** Two zones of two gateways each: the bar, where being there is enough, and the dense hall. */
export const setup: PlacedSetup = {
  id: venue,
  name: "Vindue",
  zones: [
    { id: zone("bar"), tier: "zone" },
    { id: zone("hall"), tier: "near" },
  ],
  gateways: [
    { id: gateway("bar-1"), zone: zone("bar"), x: metres(0), y: metres(0) },
    { id: gateway("bar-2"), zone: zone("bar"), x: metres(0), y: metres(6) },
    { id: gateway("hall-1"), zone: zone("hall"), x: metres(8), y: metres(0) },
    { id: gateway("hall-2"), zone: zone("hall"), x: metres(8), y: metres(6) },
    { id: gateway("hall-3"), zone: zone("hall"), x: metres(14), y: metres(0) },
    { id: gateway("hall-4"), zone: zone("hall"), x: metres(14), y: metres(6) },
  ],
  interests: interests("devops", "hardstyle", "coffee", "running"),
  policy: "default",
  carriers: [],
};

/** A badge and a tag of a venue's stock, with a bind code that nobody else has. */
export const badgeItem = (id: string, number: number) =>
  ({
    kind: "badge",
    id: stockId(id),
    bindCode: new Uint8Array(16).fill(number),
    key: beaconKey(100 + number),
  }) as const satisfies StockItem;
export const tagItem = (id: string, number: number) =>
  ({
    kind: "eddystone-eid",
    id: stockId(id),
    bindCode: new Uint8Array(16).fill(number),
    identityKey: sure(decodeIdentityKey(new Uint8Array(16).fill(number))),
    clock: 0,
    clockSetAt: unixMs(0),
  }) as const satisfies StockItem;

/** A time in the middle of an epoch. */
export const noon: UnixMs = unixMs(Math.floor(1_800_000_000_000 / 512_000) * 512_000 + 256_000);

export const sessionId = (number: number): SessionId =>
  sessionIdOf(Uint8Array.from({ length: 16 }, (_, at) => (number >> (8 * (15 - at))) & 0xff));
export const beaconKey = (number: number): BeaconKey =>
  sure(decodeBeaconKey(Uint8Array.from({ length: 32 }, (_, at) => (number + at) & 0xff)));

/** Session `number`, open to talk, with DevOps and coffee. */
export const sessionOf = (number: number, from: Partial<Session> = {}): Session => {
  const startedAt = from.startedAt ?? noon;
  return {
    id: sessionId(number),
    venue,
    interests: interests("devops", "coffee"),
    stars: [],
    approach: "open",
    language: "en",
    open: true,
    pausedUntil: unixMs(0),
    consent: CONSENT_VERSION,
    key: beaconKey(number),
    carriers: [],
    startedAt,
    expiresAt: unixMs(startedAt + SESSION_LIFE),
    revision: 0,
    editsLeft: EDITS_MAX,
    quietUntil: unixMs(0),
    history: noHistory,
    ledger: freshLedger,
    ...from,
  };
};

/** One window of one gateway that ends at `now`; `levels` in dBm. */
export const batchOf = (
  now: UnixMs,
  sequence: number,
  levels: readonly (readonly [Token, number])[],
  from: Partial<SightingBatch> = {},
): SightingBatch => ({
  bootId: 1,
  sequence,
  windowStart: unixMs(now - 1_000),
  windowLength: durationMs(1_000),
  clockError: durationMs(0),
  replayed: false,
  sightings: levels.map(([token, level]) => ({
    token,
    count: 1,
    mean: dbm(level),
    max: dbm(Math.round(level)),
  })),
  ...from,
});

/** Somebody who stands somewhere with a beacon that sends as strongly as any. */
export interface Person {
  readonly session: Session;
  readonly x: number;
  readonly y: number;
}

/** One window from every gateway of `at` that hears these people, without fading. */
export const windowsOf = (people: readonly Person[], now: UnixMs, sequence: number, at = setup) =>
  at.gateways.map(({ id, x, y }) => ({
    gateway: id,
    batch: batchOf(
      now,
      sequence,
      people.map((each) => [
        tokenOf(each.session.key, each.session.venue, epochAt(now)),
        Math.round(-50 - 18 * Math.log10(Math.hypot(x - each.x, y - each.y, 0.8))),
      ]),
    ),
  }));
