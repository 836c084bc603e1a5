/**
 * Fresh: whether what is polled is as new as it is meant to be. Reactive where it is read.
 */
import { now } from "./clock.svelte.ts";
import { figures, type Polled } from "./poll.svelte.ts";

/** A slow answer is not an old one: another half of the time is given. */
const TURNS = 2.5;

export const isOld = ({ at, every }: Polled<unknown>): boolean =>
  at !== undefined && now() - at > every * TURNS;

/** Nothing that is held still or old may be shown as well. */
export const isFresh = (polled: Polled<unknown>): boolean =>
  polled.at !== undefined && !figures.held && !isOld(polled);
