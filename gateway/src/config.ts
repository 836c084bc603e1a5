/** Config: turns the environment into what `start` takes, or into every fault at once. Pure. */
import {
  type DurationMs,
  durationMs,
  type GatewayId,
  parseGatewayId,
  parseVenueId,
  type VenueId,
} from "@sighej/protocol";

const logLevels = ["debug", "info", "warn", "error"] as const;
type LogLevel = (typeof logLevels)[number];

export interface GatewayConfig {
  /** `mqtt://host:port`, or `mqtts://` for TLS. */
  readonly brokerUrl: string;
  readonly venue: VenueId;
  readonly gateway: GatewayId;
  readonly secret: string;
  /** 250 to 5000 ms. */
  readonly windowLength: DurationMs;
  readonly logLevel: LogLevel;
}

export type ParsedConfig =
  | { readonly ok: true; readonly value: GatewayConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

const PREFIX = "SIGHEJ_";
/** The simulator's preload reads these in the same process. */
const SIMULATOR_PREFIX = "SIGHEJ_SIM_";
const keys = [
  "SIGHEJ_BROKER_URL",
  "SIGHEJ_VENUE",
  "SIGHEJ_GATEWAY",
  "SIGHEJ_GATEWAY_SECRET",
  "SIGHEJ_LOG_LEVEL",
  "SIGHEJ_WINDOW_MS",
];
/** noble's names for debugging; under most of them it writes hardware addresses to the log. */
const debugNames = ["hci", "gap", "noble", "att", "signaling"];
/** Shorter windows hold one advert or none; in longer ones a walker crosses a room. */
const SHORTEST_WINDOW_MS = 250;
const LONGEST_WINDOW_MS = 5_000;

/** Faults name the key and what it should be, never the value: one of them is a secret. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const faults = Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !key.startsWith(SIMULATOR_PREFIX))
    .filter((key) => !keys.includes(key))
    .map((key) => `${key} is not a setting of the gateway`);
  if (debugsNoble(env.DEBUG ?? ""))
    faults.push("DEBUG must not name noble's parts: they would log hardware addresses");
  const brokerUrl = env.SIGHEJ_BROKER_URL ?? "";
  const venue = parseVenueId(env.SIGHEJ_VENUE);
  const gateway = parseGatewayId(env.SIGHEJ_GATEWAY);
  const secret = env.SIGHEJ_GATEWAY_SECRET ?? "";
  const windowMs = Number(env.SIGHEJ_WINDOW_MS ?? "1000");
  const logLevel = logLevels.find((each) => each === (env.SIGHEJ_LOG_LEVEL ?? "info"));
  if (!isBrokerUrl(brokerUrl))
    faults.push("SIGHEJ_BROKER_URL must be mqtt://host:port or mqtts://host:port");
  if (!venue.ok) faults.push("SIGHEJ_VENUE must be a venue id: a lower-case UUID");
  if (!gateway.ok) faults.push("SIGHEJ_GATEWAY must be a gateway id: 1 to 32 of a-z, 0-9 and -");
  if (secret === "") faults.push("SIGHEJ_GATEWAY_SECRET must be the gateway's secret");
  if (!Number.isInteger(windowMs) || windowMs < SHORTEST_WINDOW_MS || windowMs > LONGEST_WINDOW_MS)
    faults.push(
      `SIGHEJ_WINDOW_MS must be a whole number, ${SHORTEST_WINDOW_MS} to ${LONGEST_WINDOW_MS}`,
    );
  if (logLevel === undefined)
    faults.push(`SIGHEJ_LOG_LEVEL must be one of ${logLevels.join(", ")}`);
  if (faults.length > 0 || !venue.ok || !gateway.ok || logLevel === undefined)
    return { ok: false, faults };
  const value = {
    brokerUrl,
    venue: venue.value,
    gateway: gateway.value,
    secret,
    windowLength: durationMs(windowMs),
    logLevel,
  };
  return { ok: true, value: Object.freeze(value) };
}

/** Patterns as the `debug` package takes them: names with `*`, separated by commas or spaces. */
function debugsNoble(patterns: string): boolean {
  return patterns
    .split(/[\s,]+/)
    .filter((pattern) => pattern !== "" && !pattern.startsWith("-"))
    .map((pattern) => pattern.split("*").map(escapeRegExp).join(".*"))
    .some((pattern) => debugNames.some((name) => new RegExp(`^${pattern}$`).test(name)));
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function isBrokerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return (
    ["mqtt:", "mqtts:"].includes(protocol) && hostname !== "" && username === "" && password === ""
  );
}
