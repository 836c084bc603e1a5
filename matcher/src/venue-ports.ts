/**
 * Venue ports: the venues that staff have made, and where they are kept. Types and bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". Venues of the set-up file are not here: the file is their store.
 */
import type { VenueId } from "@sighej/protocol";
import type { VenueState } from "./domain/venue.ts";

/** A venue as it is kept. */
export interface KeptVenue {
  readonly id: VenueId;
  /** 1 at first, and one more with every change. */
  readonly version: number;
  readonly state: VenueState;
  /** The set-up as JSON text, in the form of the set-up file. */
  readonly setup: string;
}

/** A field that is left out stays as it is. */
type VenueChange = Partial<Pick<KeptVenue, "state" | "setup">>;

/** Kept at once, archived ones too: every event of an operator's years, and all in one list. */
export const MAX_VENUES = 200;

export interface VenueStore {
  /** Version 1; `full` when there are MAX_VENUES, and nothing is kept then. */
  create(venue: Omit<KeptVenue, "version">): Promise<"created" | "taken" | "full">;
  /** Every venue with its version: what a replica asks every few seconds. */
  versions(): Promise<ReadonlyMap<VenueId, number>>;
  find(id: VenueId): Promise<KeptVenue | undefined>;
  /**
   * In one step: makes the change if the venue has this version, which is one higher from then on.
   * `stale`: somebody else was first; nothing has changed.
   */
  edit(id: VenueId, version: number, change: VenueChange): Promise<"edited" | "stale" | "unknown">;
  /**
   * Forgets it if it has this version, with what else is kept of it where that is kept beside it; its id is
   * not used again.
   */
  remove(id: VenueId, version: number): Promise<"removed" | "stale" | "unknown">;
  /**
   * Clears away what was kept of removed ones after they were: a matcher that has not noticed yet still
   * writes signs of their gateways, for instance. `served`: what is here; the id of a venue of the set-up
   * file may be that of one that was removed.
   */
  forgetRest(served: readonly VenueId[]): Promise<void>;
}
