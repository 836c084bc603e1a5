/**
 * Watch ports: what is known of gateways' health, for every replica to see alike: signs of life,
 * incidents, and how a venue wants to be told. Types and bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". Nothing here is about a person.
 */
import {
  type DurationMs,
  type GatewayId,
  type GatewayMachine,
  type GatewayReason,
  type gatewayLogLevels,
  hours,
  type incidentEnds,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import type { Incident, Level, Thresholds } from "./domain/gateway-health.ts";
import type { GatewayKey } from "./gateway-ports.ts";

/** The last that is known of a gateway. */
export interface Sign extends GatewayKey {
  readonly heardAt: UnixMs | undefined;
  readonly connected: boolean;
  readonly machine: GatewayMachine | undefined;
  /** Since when that machine has said that its radio hears nothing; undefined while it hears. */
  readonly deafSince: UnixMs | undefined;
}

export interface KeptIncident extends GatewayKey, Incident {
  readonly id: string;
  readonly reason: GatewayReason;
  readonly openedAt: UnixMs;
  readonly silentAt: UnixMs | undefined;
  readonly endedAt: UnixMs | undefined;
  readonly ended: (typeof incidentEnds)[number] | undefined;
}

/** How a venue's gateways are watched. */
export interface WatchRules {
  /** Undefined: as usual. */
  readonly thresholds: Thresholds | undefined;
  /** Until when nobody is told of anything; 0 if never. */
  readonly mutedUntil: UnixMs;
  /** The same of single gateways, of those that were ever muted. */
  readonly muted: ReadonlyMap<GatewayId, UnixMs>;
}

/** What staff have set on a gateway; null: as its own file has it. */
export interface KeptSettings extends GatewayKey {
  readonly windowMs: number | null;
  readonly logLevel: (typeof gatewayLogLevels)[number] | null;
  readonly setAt: UnixMs;
}

/** Incidents are kept until the next year's event, to see what failed at the last one. */
export const INCIDENT_LIFE: DurationMs = hours(24 * 400);

export interface WatchStore {
  /** What was seen of gateways; an older sign never takes a newer one's place. */
  keep(signs: readonly Sign[]): Promise<void>;
  signs(venue: VenueId): Promise<readonly Sign[]>;

  /** Those that have not ended. */
  openIncidents(venue: VenueId): Promise<readonly KeptIncident[]>;
  /** False when the gateway has one of this reason that is open. `id` is the caller's. */
  open(incident: Omit<KeptIncident, "silentAt" | "endedAt" | "ended">): Promise<boolean>;
  /** It may have become worse, or been told of; neither is ever taken back. */
  worsen(id: string, level: Level, told: Level | undefined, now: UnixMs): Promise<void>;
  /** False when it had ended. */
  end(id: string, how: (typeof incidentEnds)[number], now: UnixMs): Promise<boolean>;
  /** Newest first. */
  incidents(venue: VenueId, gateway: GatewayId, most: number): Promise<readonly KeptIncident[]>;

  rules(venue: VenueId): Promise<WatchRules>;
  setThresholds(venue: VenueId, thresholds: Thresholds): Promise<void>;
  /** Of one gateway, or of the whole venue. */
  mute(venue: VenueId, gateway: GatewayId | undefined, until: UnixMs): Promise<void>;

  settings(venue: VenueId): Promise<readonly KeptSettings[]>;
  set(settings: KeptSettings): Promise<void>;

  /** Removes incidents that ended so long ago. */
  forget(now: UnixMs): Promise<void>;
}
