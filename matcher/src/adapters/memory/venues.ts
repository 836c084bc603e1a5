/**
 * Memory venues: the reference implementation of `VenueStore`; forgotten with the process.
 */
import type { VenueId } from "@sighej/protocol";
import { type KeptVenue, MAX_VENUES, type VenueStore } from "../../venue-ports.ts";

export function memoryVenues(most = MAX_VENUES): VenueStore {
  const all = new Map<VenueId, KeptVenue>();
  return {
    create: async (venue) => {
      if (all.has(venue.id)) return "taken";
      if (all.size >= most) return "full";
      all.set(venue.id, { ...venue, version: 1 });
      return "created";
    },
    versions: async () => new Map([...all.values()].map(({ id, version }) => [id, version])),
    find: async (id) => all.get(id),
    edit: async (id, version, change) => {
      const known = all.get(id);
      if (known === undefined) return "unknown";
      if (known.version !== version) return "stale";
      all.set(id, { ...known, ...change, version: version + 1 });
      return "edited";
    },
    remove: async (id, version) => {
      const known = all.get(id);
      if (known === undefined) return "unknown";
      if (known.version !== version) return "stale";
      all.delete(id);
      return "removed";
    },
    // Nothing else is kept beside them, and what other stores have ends with the process.
    forgetRest: async () => {},
  };
}
