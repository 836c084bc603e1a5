/**
 * Venues: those that whoever is signed in is let into, as a rune: for the switcher, titles and lists.
 */
import type { VenueId, VenueList } from "@sighej/protocol";
import { listVenues } from "./api/venue.ts";
import type { Trouble } from "./trouble.ts";

type Listed = VenueList["venues"];

let list = $state.raw<Listed | undefined>(undefined);
let trouble = $state.raw<Trouble | undefined>(undefined);

export const venues = {
  /** By name; undefined until they were told. */
  get list(): Listed | undefined {
    return list;
  },
  get trouble(): Trouble | undefined {
    return trouble;
  },
  /** What a venue is called; empty until it is known. */
  nameOf: (venue: VenueId): string => list?.find((each) => each.venue === venue)?.name ?? "",
};

/** Asks for them, as after one was made. */
export async function lookVenues(): Promise<void> {
  const answer = await listVenues();
  if (answer.ok) [list, trouble] = [answer.value.venues, undefined];
  else trouble = answer.trouble;
}
