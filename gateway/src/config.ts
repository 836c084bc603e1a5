/**
 * Config: turns the environment and the configuration file into what `start` takes, or into every
 * fault at once. The environment wins. Pure.
 */
import {
  type DurationMs,
  durationMs,
  type GatewayId,
  gatewayLogLevels,
  LONGEST_WINDOW_MS,
  parseGatewayId,
  parseVenueId,
  SHORTEST_WINDOW_MS,
  type VenueId,
} from "@sighej/protocol";
import { type Board, MAX_BOARDS, MIN_PASSWORD, parseBoards } from "./boards.ts";
import { debugsRadio } from "./radio-debug.ts";
import { type Environment, type FileText, lookUp, parseJson, type Setting } from "./settings.ts";

type LogLevel = (typeof gatewayLogLevels)[number];

export interface GatewayConfig {
  /** `mqtt://host:port`, or `mqtts://` for TLS. */
  readonly brokerUrl: string;
  /** PEM of the authority behind the broker's certificate; undefined: the system's. */
  readonly brokerCa: string | undefined;
  /** Where client certificates for the broker come from; undefined: it wants none. */
  readonly certificatesUrl: URL | undefined;
  readonly venue: VenueId;
  readonly gateway: GatewayId;
  readonly username: string;
  readonly secret: string;
  /** 250 to 5000 ms. */
  readonly windowLength: DurationMs;
  readonly logLevel: LogLevel;
  /** Bluetooth addresses of the adapters that scan, lower case; none: the first one there is. */
  readonly adapters: readonly string[];
  /** Bluetooth address or name (`hci1`) of the adapter that offers check-in; undefined: none does. */
  readonly checkInAdapter: string | undefined;
  /** Where this machine alone reads figures and status; 0: nowhere. */
  readonly loopbackPort: number;
  /** Address and port at which boards are listened for. */
  readonly boardsAddress: string;
  readonly boardsPort: number;
  readonly boards: readonly Board[];
}

export type ParsedConfig =
  | { readonly ok: true; readonly value: GatewayConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

/** MQTT's registered port; on a Pi with a broker of its own, choose another. */
const BOARDS_PORT = 1883;
/** Four dongles fill a Raspberry Pi's USB ports. */
const MAX_ADAPTERS = 4;
const ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

const text = (raw: unknown): string | undefined =>
  typeof raw === "string" && raw !== "" ? raw : undefined;
const whole = (min: number, max: number) => (raw: unknown) => {
  const value = typeof raw === "string" && raw !== "" ? Number(raw) : raw;
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
    ? value
    : undefined;
};
const address = (raw: unknown): string | undefined => {
  const lower = typeof raw === "string" ? raw.trim().toLowerCase() : "";
  return ADDRESS.test(lower) ? lower : undefined;
};

const settings = {
  brokerUrl: setting(
    "SIGHEJ_BROKER_URL",
    "broker.url",
    "mqtt://host:port or mqtts://host:port",
    (raw) => (typeof raw === "string" && isBrokerUrl(raw) ? raw : undefined),
  ),
  brokerCa: setting(
    "SIGHEJ_BROKER_CA",
    "broker.ca",
    "a certificate in PEM (-----BEGIN CERTIFICATE-----)",
    (raw) => (typeof raw === "string" && raw.includes("-----BEGIN CERTIFICATE") ? raw : undefined),
  ),
  certificatesUrl: setting(
    "SIGHEJ_CERTIFICATES_URL",
    "broker.certificates",
    "where the matcher is, https://host, which gives certificates for the broker",
    (raw) =>
      typeof raw === "string" && /^https?:\/\/./.test(raw) && URL.canParse(raw)
        ? new URL(raw)
        : undefined,
  ),
  venue: setting("SIGHEJ_VENUE", "venue", "a venue id: a lower-case UUID", (raw) => {
    const id = parseVenueId(raw);
    return id.ok ? id.value : undefined;
  }),
  gateway: setting(
    "SIGHEJ_GATEWAY",
    "gateway",
    "a gateway id: 1 to 32 of a-z, 0-9 and -",
    (raw) => {
      const id = parseGatewayId(raw);
      return id.ok ? id.value : undefined;
    },
  ),
  username: setting(
    "SIGHEJ_GATEWAY_USERNAME",
    "broker.username",
    "the gateway's user name at the broker",
    text,
  ),
  secret: setting("SIGHEJ_GATEWAY_SECRET", "broker.password", "the gateway's secret", text),
  windowMs: setting(
    "SIGHEJ_WINDOW_MS",
    "windowMs",
    `a whole number, ${SHORTEST_WINDOW_MS} to ${LONGEST_WINDOW_MS}`,
    whole(SHORTEST_WINDOW_MS, LONGEST_WINDOW_MS),
  ),
  logLevel: setting(
    "SIGHEJ_LOG_LEVEL",
    "logLevel",
    `one of ${gatewayLogLevels.join(", ")}`,
    (raw) => gatewayLogLevels.find((each) => each === raw),
  ),
  adapters: setting(
    "SIGHEJ_ADAPTERS",
    "adapters",
    `1 to ${MAX_ADAPTERS} Bluetooth addresses of adapters`,
    (raw) => {
      const list: readonly unknown[] = typeof raw === "string" ? raw.split(",") : asList(raw);
      const found = list.map(address).filter((each) => each !== undefined);
      return found.length === list.length && list.length > 0 && list.length <= MAX_ADAPTERS
        ? found
        : undefined;
    },
  ),
  checkInAdapter: setting(
    "SIGHEJ_CHECK_IN_ADAPTER",
    "checkInAdapter",
    "the Bluetooth address of an adapter that does not scan, or its name as hci1",
    (raw) => (typeof raw === "string" && /^hci\d$/.test(raw) ? raw : address(raw)),
  ),
  loopbackPort: setting(
    "SIGHEJ_LOOPBACK_PORT",
    "loopbackPort",
    "a port, or 0 for none",
    whole(0, 65_535),
  ),
  boardsAddress: setting(
    "SIGHEJ_BOARDS_ADDRESS",
    "boards.address",
    "an address of this machine",
    text,
  ),
  boardsPort: setting("SIGHEJ_BOARDS_PORT", "boards.port", "a port", whole(1, 65_535)),
  boards: setting(
    "SIGHEJ_BOARDS",
    "boards.list",
    `at most ${MAX_BOARDS} of {gateway, username, secret, password}, no gateway twice, passwords of ` +
      `${MIN_PASSWORD} characters or more`,
    (raw) => parseBoards(typeof raw === "string" ? parseJson(raw) : raw),
  ),
};

/** Every setting, by its name in the file and in the environment; for whoever writes them down. */
export const settingNames: readonly (readonly [string, string])[] = Object.values(settings).map(
  ({ file, env }) => [file, env],
);

/** Faults name the key and what it should be, never the value: some of them are secrets. */
export function parseConfig(env: Environment, file?: FileText): ParsedConfig {
  const { required, optional, faults } = lookUp(env, file);
  const brokerUrl = required(settings.brokerUrl);
  const venue = required(settings.venue);
  const gateway = required(settings.gateway);
  const secret = required(settings.secret);
  const rest = {
    brokerCa: optional(settings.brokerCa, undefined),
    username: optional(settings.username, `${venue}/${gateway}`),
    windowLength: durationMs(optional(settings.windowMs, 1_000)),
    logLevel: optional(settings.logLevel, "info" as const),
    adapters: optional(settings.adapters, []),
    certificatesUrl: optional(settings.certificatesUrl, undefined),
    checkInAdapter: optional(settings.checkInAdapter, undefined),
    loopbackPort: optional(settings.loopbackPort, 0),
    boardsAddress: optional(settings.boardsAddress, "0.0.0.0"),
    boardsPort: optional(settings.boardsPort, BOARDS_PORT),
    boards: optional(settings.boards, []),
  };
  const all = [...faults(), ...contradictions(rest.adapters, rest.checkInAdapter)];
  if (debugsRadio(env.DEBUG ?? ""))
    all.push("DEBUG must not name noble's or bleno's parts: they would log hardware addresses");
  if (all.length > 0 || !brokerUrl || !venue || !gateway || !secret)
    return { ok: false, faults: all };
  return { ok: true, value: Object.freeze({ brokerUrl, venue, gateway, secret, ...rest }) };
}

function contradictions(scanning: readonly string[], checkIn: string | undefined): string[] {
  return checkIn !== undefined && scanning.includes(checkIn)
    ? [
        `${settings.checkInAdapter.env} names an adapter that scans: on one adapter they stop each other`,
      ]
    : [];
}

function setting<T>(
  env: string,
  file: string,
  must: string,
  parse: (raw: unknown) => T | undefined,
): Setting<T> {
  return { env, file, must, parse };
}

const asList = (raw: unknown): readonly unknown[] => (Array.isArray(raw) ? raw : []);

function isBrokerUrl(raw: string): boolean {
  if (!URL.canParse(raw)) return false;
  const { protocol, hostname, username, password } = new URL(raw);
  return (
    ["mqtt:", "mqtts:"].includes(protocol) && hostname !== "" && username === "" && password === ""
  );
}
