/**
 * Options: turns the command line of `npm run gateways` into what to ask of a matcher, or into every
 * fault at once. Pure.
 */
import { parseArgs } from "node:util";
import {
  GATEWAY_NAME_MAX,
  type GatewayId,
  parseGatewayId,
  parseVenueId,
  type VenueId,
} from "@sighej/protocol";

const actions = ["add", "claim", "list", "revoke"] as const;
type Action = (typeof actions)[number];

export interface Options {
  readonly action: Action;
  /** Where the matcher is, without a slash at the end. */
  readonly matcher: string;
  readonly adminCode: string;
  readonly venue: VenueId;
  /** Of every action but `list`. */
  readonly gateway: GatewayId | undefined;
  readonly name: string | undefined;
  /** Where to write the first-boot file; not written if undefined. */
  readonly folder: string | undefined;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

export const HELP = `Usage: SIGHEJ_ADMIN_CODE=… npm run gateways -- ACTION --venue ID [options]

  add      makes a gateway and prints the claim code that it enrols with, once
  claim    prints another code: for one that was lost, or to give a gateway a new credential;
           the old credential is good until the new code is used
  list     prints the venue's gateways and what became of them
  revoke   shuts a gateway out at once

  --name TEXT      what you call it; its id is made from that unless --gateway gives one
  --gateway ID     1 to 32 of a-z, 0-9 and -, as in the venue's set-up
  --file FOLDER    also writes the file that a new gateway reads at its first start, for the boot
                   partition of its SD card
  --matcher URL    where the matcher is, as the gateway will find it (http://127.0.0.1:8080)
  --help           this text

The matcher prints its admin code when it starts, unless it was given one.
`;

const flags = {
  venue: { type: "string" },
  name: { type: "string" },
  gateway: { type: "string" },
  file: { type: "string" },
  matcher: { type: "string" },
  help: { type: "boolean" },
} as const;

/** `adminCode`: from the environment, since arguments are seen by everyone on a machine. */
export function parseOptions(args: readonly string[], adminCode: string | undefined): Parsed {
  let given: ReturnType<typeof parseArgs<{ options: typeof flags; allowPositionals: true }>>;
  try {
    given = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(". ");
    return { kind: "faults", faults: [`${reason}. See npm run gateways -- --help`] };
  }
  const { values, positionals } = given;
  if (values.help) return { kind: "help" };
  const faults: string[] = [];
  const action = actions.find((each) => each === positionals[0]);
  if (action === undefined || positionals.length > 1)
    faults.push(`say one of ${actions.join(", ")}. See npm run gateways -- --help`);
  const venue = parseVenueId(values.venue);
  if (!venue.ok) faults.push("--venue takes the venue's id: a lower-case UUID");
  const { name } = values;
  if (name !== undefined && (name.trim() === "" || name.length > GATEWAY_NAME_MAX))
    faults.push(`--name takes 1 to ${GATEWAY_NAME_MAX} characters`);
  const gateway = parseGatewayId(values.gateway ?? (action === "add" ? slugOf(name) : undefined));
  if (!gateway.ok && action !== "list" && action !== undefined)
    faults.push(
      action === "add"
        ? "--gateway or --name: a gateway needs an id of 1 to 32 of a-z, 0-9 and -"
        : "--gateway takes a gateway's id: 1 to 32 of a-z, 0-9 and -",
    );
  const matcher = originOf(values.matcher ?? "http://127.0.0.1:8080");
  if (matcher === undefined) faults.push("--matcher takes a URL, such as https://venue.example");
  if (values.file === "") faults.push("--file takes a folder");
  if (adminCode === undefined || adminCode === "")
    faults.push("SIGHEJ_ADMIN_CODE must be the matcher's admin code");
  if (faults.length > 0 || action === undefined || !venue.ok || matcher === undefined)
    return { kind: "faults", faults };
  return {
    kind: "run",
    options: {
      ...{ action, matcher, adminCode: adminCode ?? "", venue: venue.value, name },
      gateway: gateway.ok && action !== "list" ? gateway.value : undefined,
      folder: values.file,
    },
  };
}

/** "By the door" is `by-the-door`; letters that a slug has not are left out. */
const slugOf = (name: string | undefined): string | undefined =>
  name
    ?.normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 32)
    .replace(/-+$/, "");

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? origin : undefined;
}
