/**
 * Replace lost: says which secrets no key opens and what is lost with them, and replaces them when it is
 * told to. Answers with an exit code: 0 when nothing is left to do, 1 otherwise.
 */
import { type LostVenue, lostVenues, meant, renewVenue } from "../flows/lost-key.ts";
import type { Random } from "../ports.ts";
import type { Seal } from "../seal-ports.ts";
import type { VenueStore } from "../venue-ports.ts";
import type { LostKeyOptions } from "./lost-key-options.ts";

export interface ReplacePorts {
  /** With secrets as they lie there. */
  readonly venues: VenueStore;
  readonly seal: Seal;
  readonly random: Random;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

const COST = `Each of these venues loses, for good:
  - its stock: a badge or tag is known no more. Badges need new keys (dashboard, Badges: make them, and
    set and label each anew, or bring in a list of keys that somebody still has); static tags come with
    a set-up
  - its join codes: links and posters with one in them let nobody in, and have to be made anew. Until
    then nobody comes in, unless its set-up says that no code is needed
  - the secret of its zone codes: what screens and prints of a zone's code show now is no good; screens
    show new ones by themselves`;

export async function replaceLost(
  ports: ReplacePorts,
  { which, yes }: LostKeyOptions,
): Promise<number> {
  const { say, complain } = ports;
  const lost = meant(await lostVenues(ports.venues, ports.seal), which);
  if (lost === undefined) {
    complain(`venue ${which} is not here, or its secrets open: nothing is to be replaced`);
    return 1;
  }
  if (lost.length === 0) {
    say("Every secret opens: nothing is to be replaced.");
    return 0;
  }
  say("No key opens the secrets of:");
  for (const venue of lost) say(`  ${lineOf(venue)}`);
  say(COST);
  if (!yes) {
    say("Nothing has been changed. If the key is lost for good, say the same again with --yes.");
    return 1;
  }
  let left = 0;
  for (const venue of lost)
    if (await renewVenue(ports.venues, ports, venue)) say(`replaced: ${lineOf(venue)}`);
    else {
      complain(`${lineOf(venue)} was changed meanwhile: stop every matcher, and try again`);
      left++;
    }
  return left === 0 ? 0 : 1;
}

const lineOf = ({ id, name, state }: LostVenue): string =>
  `venue ${id}, ${name === undefined ? "without a name" : `"${name}"`}, ${state}`;
