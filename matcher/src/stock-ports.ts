/**
 * Stock ports: what staff have noted of each beacon of a venue's stock. Types and bounds only.
 *
 * The beacons themselves are in the venue's set-up. Nothing here says who carries one, or since when:
 * a state is what staff set, and a battery is noted at the full hour, so that the moment at which
 * somebody paired does not show. Memory and SQL (PGlite, Postgres) pass one contract suite. A store
 * that cannot answer rejects with `MatcherError` "store-failed".
 */
import type { Battery, StockId, StockState, VenueId } from "@sighej/protocol";

export interface StockNote {
  readonly state: StockState;
  readonly battery?: Battery | undefined;
}

/** Of a beacon that nothing was noted of. */
export const inStock: StockNote = { state: "in-stock" };

/** Bounded by the stock, of which alone anything is noted. */
export interface StockNotes {
  /** Those of which something was noted. */
  read(venue: VenueId): Promise<ReadonlyMap<StockId, StockNote>>;
  setState(venue: VenueId, id: StockId, state: StockState): Promise<void>;
  setBatteries(venue: VenueId, batteries: ReadonlyMap<StockId, Battery>): Promise<void>;
  /** Nothing is noted of it any more. */
  forget(venue: VenueId, id: StockId): Promise<void>;
}
