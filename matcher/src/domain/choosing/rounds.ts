/**
 * Rounds: what a floor remembers between two choices: when each zone had its last, how quiet it is,
 * and who has been chosen but not yet nudged. Pure.
 */
import { type UnixMs, unixMs, type ZoneId } from "@sighej/protocol";
import type { Proposal } from "../nudge.ts";
import type { ZoneQuiet } from "./quiet.ts";

export interface ZoneRounds {
  /** The last choice; 0 before the first. */
  chosenAt: UnixMs;
  /** The last choice of a group. */
  groupAt: UnixMs;
  quiet: ZoneQuiet;
}

/** A choice that waits for its moment, so that the moment tells nothing. */
export interface Held {
  readonly proposal: Proposal;
  readonly dueAt: UnixMs;
  /** Looks at whether one gateway alone says so. */
  readonly looks: Looks;
}

/** How many are still to come, the next at `nextAt`, and how many have failed. */
export interface Looks {
  left: number;
  nextAt: UnixMs;
  against: number;
}

export interface Rounds {
  /** One for every zone of the set-up. */
  readonly zones: ReadonlyMap<ZoneId, ZoneRounds>;
  /** Nobody is in two, so at most half as many as people. */
  held: readonly Held[];
}

export const noRounds = (zones: Iterable<ZoneId>): Rounds => ({
  zones: new Map(
    [...zones].map((zone) => [
      zone,
      {
        chosenAt: unixMs(0),
        groupAt: unixMs(0),
        quiet: { switched: false, switchedOffAt: unixMs(0), slots: [] },
      },
    ]),
  ),
  held: [],
});
