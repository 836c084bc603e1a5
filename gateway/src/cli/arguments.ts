/** Arguments: turns a command line into the command that it asks for, or into what is wrong. Pure. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type ClaimCode, decodeEnrolLink, parseClaimCode } from "@sighej/protocol";

/** Where the package keeps the configuration. */
export const CONFIG_PATH = "/etc/sighej-gateway/config.json";

/** Where the unit's gateway serves its live view: RuntimeDirectory of systemd.exec(5). */
const LIVE_PATH = "/run/sighej-gateway/live.sock";

export interface Claim {
  readonly server: URL;
  readonly code: ClaimCode;
}

export type Command =
  | {
      readonly name: "enrol";
      /** Where to trade which code, or the first-boot file that says so. */
      readonly claim: Claim | { readonly file: string };
      /** Path of a PEM file. */
      readonly ca: string | undefined;
      /** The code is a third-party board's, which this gateway is to listen to. */
      readonly board: boolean;
      readonly force: boolean;
      readonly config: string;
    }
  | { readonly name: "run"; readonly config: string }
  | { readonly name: "doctor" | "status"; readonly json: boolean; readonly config: string }
  | { readonly name: "scan"; readonly colour: boolean; readonly socket: string }
  | { readonly name: "help" | "version" };

export type ParsedCommand =
  | { readonly ok: true; readonly value: Command }
  | { readonly ok: false; readonly fault: string };

const names = ["enrol", "run", "doctor", "status", "scan"] as const;
type Name = (typeof names)[number];

const config = { type: "string" } as const;
const json = { type: "boolean" } as const;
const optionsOf: Readonly<Record<Name, NonNullable<ParseArgsConfig["options"]>>> = {
  enrol: {
    config,
    server: { type: "string" },
    file: { type: "string" },
    ca: { type: "string" },
    board: { type: "boolean" },
    force: { type: "boolean" },
  },
  run: { config },
  doctor: { config, json },
  status: { config, json },
  scan: { socket: { type: "string" }, "no-colour": { type: "boolean" } },
};

/** `args` without the program's own name. */
export function parseCommand(args: readonly string[]): ParsedCommand {
  const [first, ...rest] = args;
  if (first === undefined || ["-h", "--help", "help"].includes(first) || rest.includes("--help"))
    return { ok: true, value: { name: "help" } };
  if (["-v", "--version", "version"].includes(first))
    return { ok: true, value: { name: "version" } };
  const name = names.find((each) => each === first);
  if (name === undefined) return fault(`there is no command ${shown(first)}`);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: rest, options: optionsOf[name], allowPositionals: true });
  } catch (error) {
    // Node's own words; they name the option and, where there is one, the way out.
    return fault(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { values, positionals } = parsed;
  const at = typeof values.config === "string" ? values.config : CONFIG_PATH;
  if (name === "enrol") return enrol(values, positionals, at);
  if (positionals[0] !== undefined)
    return fault(`${name} takes no ${shown(positionals[0])}, only options`);
  if (name === "run") return { ok: true, value: { name, config: at } };
  if (name === "scan") {
    const socket = typeof values.socket === "string" ? values.socket : LIVE_PATH;
    return { ok: true, value: { name, colour: values["no-colour"] !== true, socket } };
  }
  return { ok: true, value: { name, json: values.json === true, config: at } };
}

function enrol(
  values: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
  config: string,
): ParsedCommand {
  const claim = claimIn(values, positionals);
  if (typeof claim === "string") return fault(claim);
  const { ca } = values;
  return {
    ok: true,
    value: {
      name: "enrol",
      claim,
      ca: typeof ca === "string" ? ca : undefined,
      board: values.board === true,
      force: values.force === true,
      config,
    },
  };
}

/** A link, a code with its server, or a file; else what is wrong. */
function claimIn(
  { file, server }: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
): Claim | { readonly file: string } | string {
  if (typeof file === "string")
    return positionals.length === 0 ? { file } : "enrol takes a code or --file, not both";
  const [text, ...others] = positionals;
  if (text === undefined || others.length > 0)
    return "enrol needs one claim code, or the line that staff were given: https://…/enrol#CODE";
  const link = decodeEnrolLink(text);
  if (link.ok) return { server: new URL(link.value.origin), code: link.value.code };
  const code = parseClaimCode(text);
  if (!code.ok) return "this is no claim code: it has 12 letters and digits, XXXX-XXXX-XXXX";
  const at = serverIn(server);
  return at === undefined
    ? "enrol needs the server's address: --server https://host, as staff see it"
    : { server: at, code: code.value };
}

function serverIn(text: unknown): URL | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) && url.username === "" ? url : undefined;
}

const fault = (text: string): ParsedCommand => ({ ok: false, fault: text });

/** What was typed, without what would move a terminal's cursor. */
const shown = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, "?").slice(0, 40)}"`;
