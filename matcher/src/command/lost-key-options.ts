/**
 * Lost key options: turns the command line of `npm run lost-key` into what is to be replaced, or into
 * every fault at once. Pure.
 */
import { parseArgs } from "node:util";
import { parseVenueId, type VenueId } from "@sighej/protocol";

export interface LostKeyOptions {
  readonly which: VenueId | "all";
  /** Whether to do it, after saying what is lost. */
  readonly yes: boolean;
}

type Parsed =
  | { readonly kind: "run"; readonly options: LostKeyOptions }
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

export const LOST_KEY_HELP = `Usage: SIGHEJ_POSTGRES_URL=… SIGHEJ_SETUP_KEY_FILE=… npm run lost-key -- (--all | --venue ID) [--yes]
       SIGHEJ_AGGREGATES_FOLDER=… npm run lost-key -- (--all | --venue ID) [--yes]

For when the key that sealed the secrets in the database is lost for good, and a matcher does not start
(wrong-key). Says which secrets no key opens and what is lost with them; with --yes it replaces those,
and no others, by fresh ones under the first key of the file, or takes them away. There is no way back:
look for the key first, and keep a copy of the database. No matcher may run meanwhile.

  --venue ID   the secrets of this venue alone: of its set-up and its webhooks
  --all        whatever no key opens, second factors of staff among it
  --yes        do it
  --help       this text
`;

const flags = {
  venue: { type: "string" },
  all: { type: "boolean" },
  yes: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export function parseLostKeyOptions(args: readonly string[]): Parsed {
  let values: ReturnType<typeof parseArgs<{ options: typeof flags }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...args], options: flags }));
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(". ");
    return { kind: "faults", faults: [`${reason}. See npm run lost-key -- --help`] };
  }
  if (values.help) return { kind: "help" };
  const { venue, all = false, yes = false } = values;
  if ((venue === undefined) !== all)
    return { kind: "faults", faults: ["say --venue ID or --all. See npm run lost-key -- --help"] };
  if (venue === undefined) return { kind: "run", options: { which: "all", yes } };
  const id = parseVenueId(venue);
  return id.ok
    ? { kind: "run", options: { which: id.value, yes } }
    : { kind: "faults", faults: ["--venue takes the venue's id: a lower-case UUID"] };
}
