/**
 * Memory stock: the reference implementation of `StockNotes`; forgotten with the process.
 */
import type { StockId, VenueId } from "@sighej/protocol";
import { inStock, type StockNote, type StockNotes } from "../../stock-ports.ts";

export function memoryStock(): StockNotes {
  const venues = new Map<VenueId, Map<StockId, StockNote>>();
  const notesOf = (venue: VenueId) => {
    const notes = venues.get(venue) ?? new Map<StockId, StockNote>();
    venues.set(venue, notes);
    return notes;
  };
  const note = (venue: VenueId, id: StockId, change: Partial<StockNote>) =>
    void notesOf(venue).set(id, { ...inStock, ...notesOf(venue).get(id), ...change });
  return {
    read: async (venue) => new Map(notesOf(venue)),
    setState: async (venue, id, state) => note(venue, id, { state }),
    setBatteries: async (venue, batteries) => {
      for (const [id, battery] of batteries) note(venue, id, { battery });
    },
    forget: async (venue, id) => void notesOf(venue).delete(id),
  };
}
