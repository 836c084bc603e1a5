/**
 * Maps in memory: radio maps that live as long as the process.
 */
import type { VenueId } from "@sighej/protocol";
import { MAX_MAP_VERSIONS, type MapStore, type SavedMap } from "../../map-ports.ts";

interface Version extends SavedMap {
  withdrawn: boolean;
}

export function memoryMaps(): MapStore {
  const venues = new Map<VenueId, Version[]>();
  return {
    save: async (venue, map, madeAt) => {
      const known = venues.get(venue) ?? [];
      const version = (known.at(-1)?.version ?? 0) + 1;
      known.push({ version, madeAt, map, withdrawn: false });
      venues.set(venue, known.slice(-MAX_MAP_VERSIONS));
      return version;
    },
    find: async (venue) =>
      (venues.get(venue) ?? [])
        .filter(({ withdrawn }) => !withdrawn)
        .map(({ version, madeAt, map }) => ({ version, madeAt, map }))
        .reverse()
        .slice(0, 2),
    withdraw: async (venue, version) => {
      const found = venues.get(venue)?.find((each) => each.version === version);
      if (found === undefined || found.withdrawn) return false;
      found.withdrawn = true;
      return true;
    },
  };
}
