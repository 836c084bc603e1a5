/** Config: turns the environment and the credentials file into what `start` takes. Pure. */
import { type AccessRole, parseGatewayId, parseVenueId, usernameOf } from "@sighej/protocol";
import type { Credential } from "./credentials.ts";

export interface BrokerEnvironment {
  readonly host: string;
  readonly port: number;
  /** Path of the credentials file: a JSON array of `Credential`. */
  readonly credentialsFile: string;
  readonly logLevel: LogLevel;
}

const logLevels = ["debug", "info", "warn", "error"] as const;
type LogLevel = (typeof logLevels)[number];

/** Either a value or every fault at once, one line each. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

const PREFIX = "SIGHEJ_";
/** The simulator's preload reads these in the same process. */
const SIMULATOR_PREFIX = "SIGHEJ_SIM_";
const keys = [
  "SIGHEJ_BROKER_HOST",
  "SIGHEJ_BROKER_PORT",
  "SIGHEJ_BROKER_CREDENTIALS",
  "SIGHEJ_LOG_LEVEL",
];

export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
): Parsed<BrokerEnvironment> {
  const faults = Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !key.startsWith(SIMULATOR_PREFIX))
    .filter((key) => !keys.includes(key))
    .map((key) => `${key} is not a setting of the broker`);
  const host = env.SIGHEJ_BROKER_HOST ?? "127.0.0.1";
  const port = Number(env.SIGHEJ_BROKER_PORT ?? "1883");
  const credentialsFile = env.SIGHEJ_BROKER_CREDENTIALS ?? "";
  const level = env.SIGHEJ_LOG_LEVEL ?? "info";
  const logLevel = logLevels.find((each) => each === level);
  if (host === "") faults.push("SIGHEJ_BROKER_HOST must be a host name or an address");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    faults.push("SIGHEJ_BROKER_PORT must be a port, 1 to 65535");
  if (credentialsFile === "")
    faults.push("SIGHEJ_BROKER_CREDENTIALS must be the path of the credentials file");
  if (logLevel === undefined)
    faults.push(`SIGHEJ_LOG_LEVEL must be one of ${logLevels.join(", ")}`);
  if (faults.length > 0 || logLevel === undefined) return { ok: false, faults };
  return { ok: true, value: Object.freeze({ host, port, credentialsFile, logLevel }) };
}

/** The credentials in `text`. Faults name the entry by its number, never its contents. */
export function parseCredentials(text: string): Parsed<readonly Credential[]> {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return { ok: false, faults: ["the credentials file is not JSON"] };
  }
  if (!Array.isArray(entries))
    return { ok: false, faults: ["the credentials file is not a JSON array"] };
  const credentials: Credential[] = [];
  const faults: string[] = [];
  const known = new Set<string>();
  entries.forEach((entry: unknown, index) => {
    const credential = parseCredential(entry);
    if (credential === undefined)
      faults.push(`credential ${index + 1} needs a role, the username of that role and a hash`);
    else if (known.has(credential.username))
      faults.push(`credential ${index + 1} repeats a username`);
    else {
      known.add(credential.username);
      credentials.push(credential);
    }
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: credentials };
}

function parseCredential(entry: unknown): Credential | undefined {
  if (!isRecord(entry)) return undefined;
  const { username, secretHash } = entry;
  const role = parseRole(entry.role);
  if (role === undefined || username !== usernameOf(role)) return undefined;
  if (typeof secretHash !== "string" || !/^[0-9a-f]{64}$/.test(secretHash)) return undefined;
  return { username, secretHash, role };
}

function parseRole(role: unknown): AccessRole | undefined {
  if (!isRecord(role)) return undefined;
  if (role.kind === "matcher" || role.kind === "operator") return { kind: role.kind };
  const venue = parseVenueId(role.venue);
  const gateway = parseGatewayId(role.gateway);
  if (role.kind !== "gateway" || !venue.ok || !gateway.ok) return undefined;
  return { kind: "gateway", venue: venue.value, gateway: gateway.value };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
