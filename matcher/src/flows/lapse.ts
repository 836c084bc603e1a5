/**
 * Lapse: counts nudges that ended without an answer, for the gap before the next one. Nobody is
 * told.
 */
import type { AnswerStore, Clock, Count } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface LapsePorts {
  readonly venues: Venues;
  readonly answers: AnswerStore;
  readonly clock: Clock;
  readonly count: Count;
}

export async function lapseNudges({ venues, answers, clock, count }: LapsePorts): Promise<void> {
  for (const venue of venues.all.keys())
    count("nudge-ignored", await answers.lapse(venue, clock()));
}
