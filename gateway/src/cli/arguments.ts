/** Arguments: turns a command line into the command that it asks for, or into what is wrong. Pure. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type ClaimCode, parseClaimCode } from "@sighej/protocol";

/** Where the package keeps the configuration. */
export const CONFIG_PATH = "/etc/sighej-gateway/config.json";

export type Command =
  | {
      readonly name: "enrol";
      readonly code: ClaimCode;
      readonly server: URL;
      /** Path of a PEM file. */
      readonly ca: string | undefined;
      /** The code is a third-party board's, which this gateway is to listen to. */
      readonly board: boolean;
      readonly force: boolean;
      readonly config: string;
    }
  | { readonly name: "run"; readonly config: string }
  | { readonly name: "doctor" | "status"; readonly json: boolean; readonly config: string }
  | { readonly name: "scan"; readonly colour: boolean; readonly config: string }
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
    ca: { type: "string" },
    board: { type: "boolean" },
    force: { type: "boolean" },
  },
  run: { config },
  doctor: { config, json },
  status: { config, json },
  scan: { config, "no-colour": { type: "boolean" } },
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
  if (name === "scan")
    return { ok: true, value: { name, colour: values["no-colour"] !== true, config: at } };
  return { ok: true, value: { name, json: values.json === true, config: at } };
}

function enrol(
  values: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
  config: string,
): ParsedCommand {
  if (positionals.length !== 1)
    return fault("enrol needs one claim code: sighej-gateway enrol CODE --server https://…");
  const code = parseClaimCode(positionals[0]);
  if (!code.ok) return fault("this is no claim code: it has 12 letters and digits, XXXX-XXXX-XXXX");
  const server = serverIn(values.server);
  if (server === undefined)
    return fault("enrol needs the server's address: --server https://host, as staff see it");
  const { ca } = values;
  return {
    ok: true,
    value: {
      name: "enrol",
      code: code.value,
      server,
      ca: typeof ca === "string" ? ca : undefined,
      board: values.board === true,
      force: values.force === true,
      config,
    },
  };
}

function serverIn(text: unknown): URL | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) && url.username === "" ? url : undefined;
}

const fault = (text: string): ParsedCommand => ({ ok: false, fault: text });

/** What was typed, without what would move a terminal's cursor. */
const shown = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, "?").slice(0, 40)}"`;
