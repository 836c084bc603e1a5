/** Config: turns the environment and the credentials file into what `start` takes. Pure. */
import { type AccessRole, parseGatewayId, parseVenueId, usernameOf } from "@sighej/protocol";
import type { Credential } from "./credentials.ts";

export interface BrokerEnvironment {
  /** Plain MQTT. */
  readonly host: string;
  readonly port: number;
  /** MQTT over TLS, when a certificate is given; the paths of PEM files. */
  readonly tls:
    | {
        readonly host: string;
        readonly port: number;
        readonly certificateFile: string;
        readonly keyFile: string;
        /** Of the authority whose certificates clients must have; undefined: they need none. */
        readonly clientCaFile: string | undefined;
      }
    | undefined;
  /** MQTT over WebSocket, on `host`. */
  readonly webSocketPort: number | undefined;
  /** Path of the credentials file: a JSON array of `Credential`. */
  readonly credentialsFile: string;
  readonly metricsPort: number | undefined;
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
/** Every key, with what it is when it is not given. */
const defaults = {
  SIGHEJ_BROKER_HOST: "127.0.0.1",
  SIGHEJ_BROKER_PORT: "1883",
  SIGHEJ_BROKER_TLS_HOST: "0.0.0.0",
  SIGHEJ_BROKER_TLS_PORT: "8883",
  SIGHEJ_BROKER_TLS_CERTIFICATE: "",
  SIGHEJ_BROKER_TLS_KEY: "",
  SIGHEJ_BROKER_TLS_CLIENT_CA: "",
  SIGHEJ_BROKER_WEBSOCKET_PORT: "",
  SIGHEJ_BROKER_CREDENTIALS: "",
  SIGHEJ_BROKER_METRICS_PORT: "",
  SIGHEJ_LOG_LEVEL: "info",
} as const satisfies Readonly<Record<string, string>>;
type Key = keyof typeof defaults;

export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
): Parsed<BrokerEnvironment> {
  const faults = Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !key.startsWith(SIMULATOR_PREFIX))
    .filter((key) => !(key in defaults))
    .map((key) => `${key} is not a setting of the broker`);
  const read = (key: Key, holds: (value: string) => boolean, expected: string): string => {
    const value = env[key] ?? defaults[key];
    if (!holds(value)) faults.push(`${key} must be ${expected}`);
    return value;
  };
  const any = (value: string) => value !== "";
  const portOrNone = (value: string) => value === "" || isPort(value);
  const host = read("SIGHEJ_BROKER_HOST", any, "a host name or an address");
  const port = Number(read("SIGHEJ_BROKER_PORT", isPort, "a port, 1 to 65535"));
  const tlsHost = read("SIGHEJ_BROKER_TLS_HOST", any, "a host name or an address");
  const tlsPort = Number(read("SIGHEJ_BROKER_TLS_PORT", isPort, "a port, 1 to 65535"));
  const certificateFile = read("SIGHEJ_BROKER_TLS_CERTIFICATE", () => true, "a PEM file");
  const keyFile = read("SIGHEJ_BROKER_TLS_KEY", () => true, "a PEM file");
  const clientCa = read("SIGHEJ_BROKER_TLS_CLIENT_CA", () => true, "a PEM file");
  const clientCaFile = clientCa === "" ? undefined : clientCa;
  if (clientCaFile !== undefined && certificateFile === "")
    faults.push("SIGHEJ_BROKER_TLS_CLIENT_CA needs a certificate of the broker's own");
  if ((certificateFile === "") !== (keyFile === ""))
    faults.push("SIGHEJ_BROKER_TLS_CERTIFICATE and _KEY must both be given, or neither");
  const webSocketPort = read("SIGHEJ_BROKER_WEBSOCKET_PORT", portOrNone, "a port, 1 to 65535");
  const credentialsFile = read(
    "SIGHEJ_BROKER_CREDENTIALS",
    any,
    "the path of the credentials file",
  );
  const metricsPort = read("SIGHEJ_BROKER_METRICS_PORT", portOrNone, "a port, 1 to 65535");
  const level = read(
    "SIGHEJ_LOG_LEVEL",
    (value) => logLevels.some((each) => each === value),
    `one of ${logLevels.join(", ")}`,
  );
  const tls =
    certificateFile === ""
      ? undefined
      : { host: tlsHost, port: tlsPort, certificateFile, keyFile, clientCaFile };
  // Two listeners on one port would fail at the start, with a word about another process.
  const taken = [port, tls?.port, ...[webSocketPort, metricsPort].filter(any).map(Number)];
  const ports = taken.filter((each) => each !== undefined);
  if (new Set(ports).size < ports.length) faults.push("SIGHEJ_BROKER_*PORT must all differ");
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    value: Object.freeze({
      ...{ host, port, tls, credentialsFile },
      webSocketPort: webSocketPort === "" ? undefined : Number(webSocketPort),
      metricsPort: metricsPort === "" ? undefined : Number(metricsPort),
      logLevel: logLevels.find((each) => each === level) ?? "info",
    }),
  };
}

const isPort = (value: string): boolean =>
  /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;

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
