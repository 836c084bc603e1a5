/**
 * Map ports: where radio maps are kept and made. Types and bounds only.
 *
 * A map says what gateways hear at each spot of a venue, and nothing of anybody. Memory, PGlite and
 * Postgres pass one contract suite.
 */
import type { UnixMs, VenueId } from "@sighej/protocol";
import type { KeptMap } from "./domain/proximity/kept-map.ts";
import type { MapDone, MapJob } from "./domain/proximity/map-work.ts";

export interface SavedMap {
  /** Counts up from 1 within a venue. */
  readonly version: number;
  readonly madeAt: UnixMs;
  readonly map: KeptMap;
}

/** Versions of a venue's map that are kept, withdrawn ones among them. */
export const MAX_MAP_VERSIONS = 5;

export interface MapStore {
  /** Keeps a map as the venue's newest; its version. The oldest beyond MAX_MAP_VERSIONS goes. */
  save(venue: VenueId, map: KeptMap, madeAt: UnixMs): Promise<number>;
  /** Those not withdrawn, newest first, two at most: the one in use, then what it replaced. */
  find(venue: VenueId): Promise<readonly SavedMap[]>;
  /** Never used again; the one before it is in use. False when there is no such map, or it is. */
  withdraw(venue: VenueId, version: number): Promise<boolean>;
}

/** Makes maps beside the hot path, one at a time. Rejects with `MatcherError` "map-failed". */
export interface MapMaker {
  make(job: MapJob): Promise<MapDone>;
  stop(): Promise<void>;
}
