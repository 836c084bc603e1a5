/**
 * Memory proposals: the reference implementation of `ProposalStore`; forgotten with the process.
 */
import type { InterestId, VenueId } from "@sighej/protocol";
import { MAX_PROPOSED, type ProposalStore, type Proposed } from "../../taxonomy-ports.ts";

export function memoryProposals(): ProposalStore {
  const venues = new Map<VenueId, Map<InterestId, Proposed>>();
  const of = (venue: VenueId) => {
    const all = venues.get(venue) ?? new Map<InterestId, Proposed>();
    venues.set(venue, all);
    return all;
  };
  return {
    propose: async (venue, proposed) => {
      const all = of(venue);
      if (all.has(proposed.id)) return "taken";
      if (all.size >= MAX_PROPOSED) return "full";
      all.set(proposed.id, proposed);
      return "proposed";
    },
    list: async (venue) => [...of(venue).values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    take: async (venue, id) => {
      const found = of(venue).get(id);
      of(venue).delete(id);
      return found;
    },
  };
}
