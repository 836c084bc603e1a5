/**
 * Options: turns the command line of `npm start` into what to run, or into every fault at once.
 * Pure.
 */
import { parseArgs } from "node:util";

export interface Options {
  readonly host: string;
  readonly port: number;
  /** Folder of a recorded hall to play; absent: a simulated crowd. */
  readonly recording: string | undefined;
  readonly people: number;
  readonly seed: number;
  /** Where the venue's id, push keys and released counts are kept from run to run. */
  readonly dataFolder: string;
  /** Redis to keep sessions in; absent: memory. */
  readonly redis: string | undefined;
  readonly verbose: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Unlikely to be taken by another development server. */
export const DEFAULT_PORT = 7440;
/** What a small hall of two hundred square metres holds at a lively event. */
const DEFAULT_PEOPLE = 60;
/** A laptop plays four hundred people in real time; more is a job for the benchmark. */
const MAX_PEOPLE = 400;

export const HELP = `Usage: npm start -- [options]

Runs a whole venue on this machine: broker, matcher, app, and a simulated hall whose Bluetooth
adverts are heard by real gateway processes. Needs no Bluetooth and nothing installed.

  --recording DIR  play a recorded hall (a folder with cnf/ and hst/) instead of the crowd
  --people N       people in the hall (${DEFAULT_PEOPLE}; 2 to ${MAX_PEOPLE})
  --seed N         another crowd, the same each time (1)
  --port N         port of the app (${DEFAULT_PORT}; 0 takes a free one)
  --host HOST      address to listen on (0.0.0.0, so that a phone on the same network can open it)
  --data DIR       folder for the venue's own settings (.sighej)
  --redis URL      keep sessions in this Redis instead of in memory
  --verbose        print what every part logs
  --help           this text

Stop with Ctrl-C.
`;

const flags = {
  recording: { type: "string" },
  people: { type: "string" },
  seed: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  data: { type: "string" },
  redis: { type: "string" },
  verbose: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export function parseOptions(args: readonly string[]): Parsed {
  const faults: string[] = [];
  let values: ReturnType<typeof parseArgs<{ options: typeof flags }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...args], options: flags, allowPositionals: false }));
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(". ");
    return { kind: "faults", faults: [`${reason}. See npm start -- --help`] };
  }
  if (values.help) return { kind: "help" };

  const whole = (
    name: string,
    text: string | undefined,
    usual: number,
    min: number,
    max: number,
  ) => {
    if (text === undefined) return usual;
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    faults.push(`--${name} takes a whole number from ${min} to ${max}`);
    return usual;
  };
  const options: Options = {
    host: values.host ?? "0.0.0.0",
    port: whole("port", values.port, DEFAULT_PORT, 0, 65_535),
    recording: values.recording,
    people: whole("people", values.people, DEFAULT_PEOPLE, 2, MAX_PEOPLE),
    seed: whole("seed", values.seed, 1, 0, 2 ** 31 - 1),
    dataFolder: values.data ?? ".sighej",
    redis: values.redis,
    verbose: values.verbose ?? false,
  };
  if (values.recording === "") faults.push("--recording takes a folder");
  if (values.host === "") faults.push("--host takes an address, such as 127.0.0.1");
  if (values.redis !== undefined && !/^rediss?:\/\/./.test(values.redis))
    faults.push("--redis takes a URL, such as redis://127.0.0.1:6379");
  return faults.length > 0 ? { kind: "faults", faults } : { kind: "run", options };
}
