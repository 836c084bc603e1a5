/**
 * CLI options: turns the command line of the stand-alone simulator into what to run. Pure.
 */
import { parseArgs } from "node:util";
import { minutes, parseVenueId, type VenueId } from "@sighej/protocol";
import type { Source } from "./simulator.ts";

export const USAGE = `Plays a hall full of badges to gateways on this machine.

  node --conditions=@sighej/source --import tsx beacon-sim/src/cli.ts [options]

  --crowd N         a made-up hall with N people, 0 to 500 (60 unless told)
  --recording DIR   a recorded hall, laid out like the tetam data set, instead
  --people N          recorded positions that are people (three quarters of them)
  --set NAME          a folder of DIR/hst (the first set_<n>)
  --minutes N         of each position, before it begins again (10)
  --seed N          another number, another run (1)
  --matcher URL     where the people start their sessions, with --venue
  --venue UUID      the venue that they are at
  --help            this text
`;

export type CliOptions =
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] }
  | {
      readonly kind: "run";
      readonly source: Source;
      /** Absent: badges without keys, until visitors come. */
      readonly sessions?: { readonly matcher: URL; readonly venue: VenueId };
    };

/** The people of a hall of 16 × 12 m at a well-attended reception. */
const DEFAULT_CROWD = 60;

const text = { type: "string" } as const;
const known = {
  crowd: text,
  recording: text,
  people: text,
  set: text,
  minutes: text,
  seed: text,
  matcher: text,
  venue: text,
  help: { type: "boolean" },
} as const;

/** Every fault at once, one line each. */
export function parseOptions(args: readonly string[]): CliOptions {
  let values: ReturnType<typeof parseArgs<{ options: typeof known }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...args], options: known }));
  } catch (error) {
    return { kind: "faults", faults: [error instanceof Error ? error.message : "bad options"] };
  }
  if (values.help) return { kind: "help" };
  const faults: string[] = [];
  const whole = (name: "crowd" | "people" | "minutes" | "seed", min: number, max: number) => {
    const given = values[name];
    if (given === undefined) return undefined;
    if (/^\d{1,9}$/.test(given) && Number(given) >= min && Number(given) <= max)
      return Number(given);
    faults.push(`--${name} is a whole number from ${min} to ${max}`);
    return undefined;
  };
  const seed = whole("seed", 0, 999_999_999) ?? 1;
  const crowd = whole("crowd", 0, 500);
  const people = whole("people", 0, 500);
  const length = whole("minutes", 1, 60);
  if (values.recording === undefined) {
    for (const name of ["people", "set", "minutes"] as const)
      if (values[name] !== undefined) faults.push(`--${name} goes with --recording`);
  } else if (values.crowd !== undefined) faults.push("--crowd or --recording, not both");
  const sessions = sessionsOf(values.matcher, values.venue, faults);
  if (faults.length > 0) return { kind: "faults", faults };
  const source: Source =
    values.recording === undefined
      ? { kind: "crowd", people: crowd ?? DEFAULT_CROWD, seed }
      : {
          kind: "recording",
          folder: values.recording,
          seed,
          ...(people === undefined ? {} : { people }),
          ...(values.set === undefined ? {} : { set: values.set }),
          ...(length === undefined ? {} : { length: minutes(length) }),
        };
  return { kind: "run", source, ...(sessions === undefined ? {} : { sessions }) };
}

function sessionsOf(
  matcherText: string | undefined,
  venueText: string | undefined,
  faults: string[],
): { readonly matcher: URL; readonly venue: VenueId } | undefined {
  if (matcherText === undefined && venueText === undefined) return undefined;
  const matcher = matcherText === undefined ? undefined : urlOf(matcherText);
  if (matcher === undefined) faults.push("--matcher is an http or https URL; it goes with --venue");
  const venue = parseVenueId(venueText);
  if (!venue.ok) faults.push("--venue is a lower-case UUID; it goes with --matcher");
  return matcher !== undefined && venue.ok ? { matcher, venue: venue.value } : undefined;
}

function urlOf(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}
