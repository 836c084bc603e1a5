/**
 * Memory pushes: the reference implementation of `PushStore`.
 */
import type { VenueId } from "@sighej/protocol";
import type { Clock, PushStore } from "../../ports.ts";
import { live, type Shelf } from "./shelf.ts";

export function memoryPushes(shelfOf: (venue: VenueId) => Shelf, clock: Clock): PushStore {
  return {
    keep: async (venue, session, subscription) => {
      const entry = live(shelfOf(venue), session, clock);
      if (entry === undefined) return false;
      entry.push = subscription;
      return true;
    },
    find: async (venue, session) => live(shelfOf(venue), session, clock)?.push,
    drop: async (venue, session) => {
      const entry = live(shelfOf(venue), session, clock);
      if (entry !== undefined) entry.push = undefined;
    },
  };
}
