/**
 * Memory notes: the reference implementation of `VenueNotes`.
 */
import type { VenueId, ZoneId } from "@sighej/protocol";
import type { CodeId, VenueNotes, ZoneNote } from "../../notes-ports.ts";
import type { News } from "../../ports.ts";

interface Kept {
  readonly zones: Map<ZoneId, ZoneNote>;
  readonly codes: Map<CodeId, boolean>;
}

export function memoryNotes(tell: (news: News) => void): VenueNotes {
  const all = new Map<VenueId, Kept>();
  const keptOf = (venue: VenueId): Kept => {
    const kept = all.get(venue) ?? { zones: new Map(), codes: new Map() };
    all.set(venue, kept);
    return kept;
  };
  const noteZone = (venue: VenueId, zone: ZoneId, note: ZoneNote) => {
    const { zones } = keptOf(venue);
    zones.set(zone, { ...zones.get(zone), ...note });
    tell({ kind: "notes", venue });
  };
  return {
    read: async (venue) => {
      const { zones, codes } = keptOf(venue);
      return { zones: new Map(zones), codes: new Map(codes) };
    },
    setQuiet: async (venue, zone, switched) => noteZone(venue, zone, { switched }),
    setSlots: async (venue, zone, slots) => noteZone(venue, zone, { slots }),
    setCode: async (venue, code, disabled) => {
      keptOf(venue).codes.set(code, disabled);
      tell({ kind: "notes", venue });
    },
    forget: async (venue) => void all.delete(venue),
  };
}
