/**
 * Memory stores: the reference implementation of the stores, for one process. Bounded by
 * MAX_SESSIONS a venue; what is over is dropped as soon as anyone looks.
 */
import type { VenueId } from "@sighej/protocol";
import { type Clock, MAX_SESSIONS, type News, type Stores } from "../../ports.ts";
import { memoryAnswers } from "./answers.ts";
import { memoryNotes } from "./notes.ts";
import { memoryNudges } from "./nudges.ts";
import { memoryPushes } from "./pushes.ts";
import { memorySessions } from "./sessions.ts";
import { emptyShelf, type Shelf } from "./shelf.ts";

/** `most`: live sessions of one venue. */
export function memoryStores(clock: Clock, most: number = MAX_SESSIONS): Stores {
  const shelves = new Map<VenueId, Shelf>();
  let listener: (news: News) => void = () => {};
  // Told after the call that made it has returned, as over a network.
  const tell = (news: News) => {
    const told = listener;
    queueMicrotask(() => told(news));
  };
  const shelfOf = (venue: VenueId): Shelf => {
    const shelf = shelves.get(venue) ?? emptyShelf();
    shelves.set(venue, shelf);
    return shelf;
  };
  return {
    sessions: memorySessions(shelfOf, shelves, tell, clock, most),
    nudges: memoryNudges(shelfOf, tell, clock),
    answers: memoryAnswers(shelfOf, tell, clock),
    pushes: memoryPushes(shelfOf, clock),
    notes: memoryNotes(tell),
    onNews: (given) => {
      listener = given;
    },
    stop: async () => {
      listener = () => {};
      shelves.clear();
    },
  };
}
