/**
 * Env: turns the environment and a set-up file into a checked configuration, all faults at once. Pure.
 */
import { SESSION_LIFE, seconds } from "@sighej/protocol";
import type { EnvConfig } from "../config.ts";
import type { VenueSetup } from "../domain/venue.ts";
import { offersZoneCodes } from "../domain/zone-screens.ts";
import { type Checked, parseVenueSetups } from "../venue-setup.ts";
import { brokerDefaults, brokerIn } from "./broker.ts";
import { aggregatesIn, databaseDefaults, setupKeysIn } from "./database.ts";
import { oidcDefaults, oidcIn } from "./oidc.ts";
import { any, type Env, hasScheme, readerOf } from "./read.ts";
import { outsideIn, pushIn, serviceDefaults } from "./services.ts";

const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const;

const PREFIX = "SIGHEJ_";
/** Belongs to the simulator's preload, which runs in the same environment. */
const SIMULATOR = "SIGHEJ_SIM_";
/** Every key, with what it is when it is not given. */
const defaults = {
  SIGHEJ_HTTP_HOST: "127.0.0.1",
  SIGHEJ_HTTP_PORT: "8080",
  SIGHEJ_CA_FOLDER: "",
  SIGHEJ_REDIS_URL: "",
  SIGHEJ_REDIS_PREFIX: "sighej:",
  SIGHEJ_VENUES: "",
  SIGHEJ_APP_FOLDER: "",
  SIGHEJ_ADMIN_FOLDER: "",
  SIGHEJ_HTTP_PROXIES: "0",
  SIGHEJ_SESSION_SECONDS: "7200",
  SIGHEJ_ADMIN_CODE: "",
  SIGHEJ_ADMIN_ORIGIN: "",
  ...brokerDefaults,
  ...databaseDefaults,
  ...serviceDefaults,
  ...oidcDefaults,
  SIGHEJ_METRICS_PORT: "",
  SIGHEJ_LOG_LEVEL: "info",
} as const satisfies Readonly<Record<string, string | undefined>>;
type Key = keyof typeof defaults;

/** Where venues are written down, if they are: JSON, an array of `VenueSetup`. */
export const venuesPathIn = (env: Env): string | undefined => env.SIGHEJ_VENUES || undefined;

/** Where the certificate of who vouches for the broker is: PEM. */
export const brokerCaPathIn = (env: Env): string | undefined =>
  env.SIGHEJ_GATEWAY_BROKER_CA || undefined;

/** What is in the files that settings name; undefined where one cannot be read. */
interface Files {
  /** At `SIGHEJ_GATEWAY_BROKER_CA`. */
  readonly brokerCa?: string | undefined;
  /** At `SIGHEJ_OIDC_CLIENT_SECRET_FILE`. */
  readonly oidcSecret?: string | undefined;
  /** At `SIGHEJ_SETUP_KEY_FILE`. */
  readonly setupKeys?: string | undefined;
}

/** `venues` is the parsed content of the file at `SIGHEJ_VENUES`. Faults name keys, never values. */
export function parseConfig(
  env: Env,
  venues: unknown,
  { brokerCa, oidcSecret, setupKeys: keysText }: Files = {},
): Checked<EnvConfig> {
  const faults: string[] = [];
  for (const key of Object.keys(env))
    if (key.startsWith(PREFIX) && !key.startsWith(SIMULATOR) && !(key in defaults))
      faults.push(`${key}: not a key of the matcher`);
  const read = readerOf<Key>(env, defaults, faults);
  const http = {
    host: read("SIGHEJ_HTTP_HOST", any, "an address to listen on"),
    port: Number(read("SIGHEJ_HTTP_PORT", isPort, "a port, 0 to 65535")),
  };
  const broker = brokerIn(read, faults, brokerCa);
  const redis = (value: string) => value === "" || hasScheme("redis", "rediss")(value);
  const url = read("SIGHEJ_REDIS_URL", redis, "redis://host:port, or nothing for memory");
  const prefix = read("SIGHEJ_REDIS_PREFIX", isPrefix, "1 to 32 of a-z, 0-9, : and -");
  const caFolder = read("SIGHEJ_CA_FOLDER", () => true, "a folder");
  const appFolder = read("SIGHEJ_APP_FOLDER", () => true, "a folder");
  const adminFolder = read("SIGHEJ_ADMIN_FOLDER", () => true, "a folder");
  const proxies = Number(
    read("SIGHEJ_HTTP_PROXIES", isCount, "how many proxies are in front, 0 to 9"),
  );
  const sessionSeconds = Number(
    read("SIGHEJ_SESSION_SECONDS", isLife, "how long a session lives, 10 to 7200 seconds"),
  );
  const aggregates = aggregatesIn(read, faults);
  const setupKeys = setupKeysIn(read, aggregates, keysText);
  const push = pushIn(read, faults);
  const adminCode = read("SIGHEJ_ADMIN_CODE", isAdminCode, "16 to 128 of a-z, A-Z, 0-9, - and _");
  const adminOrigin = read(
    "SIGHEJ_ADMIN_ORIGIN",
    isOrigin,
    "where browsers find the dashboard, such as https://venue.example",
  );
  const oidc = oidcIn(read, faults, oidcSecret);
  const metricsPort = read(
    "SIGHEJ_METRICS_PORT",
    (value) => value === "" || isPort(value),
    "a port, 0 to 65535",
  );
  const outside = outsideIn(read, faults);
  const level = read("SIGHEJ_LOG_LEVEL", isLogLevel, logLevels.join(", "));
  const path = read("SIGHEJ_VENUES", () => true, "the path of the venues' JSON file");
  const setups = parseVenueSetups(path === "" ? [] : venues);
  if (!setups.ok) faults.push(...setups.faults.map((fault) => `SIGHEJ_VENUES: ${fault}`));
  if (url !== "" && setups.ok && setups.value.some(lacksSecret))
    faults.push(
      "SIGHEJ_VENUES: expected a codeSecret for zone codes, which with Redis all replicas must share",
    );
  if (faults.length > 0 || !setups.ok) return { ok: false, faults };
  const value: EnvConfig = {
    http,
    broker,
    stores: url === "" ? { kind: "memory" } : { kind: "redis", url, prefix },
    venues: setups.value,
    ...(appFolder === "" ? {} : { appFolder }),
    ...(adminFolder === "" ? {} : { adminFolder }),
    ...(caFolder === "" ? {} : { caFolder }),
    ...(proxies === 0 ? {} : { proxies }),
    sessionLife: seconds(sessionSeconds),
    ...(aggregates === undefined ? {} : { aggregates }),
    ...(setupKeys === undefined ? {} : { setupKeys }),
    ...(push === undefined ? {} : { push }),
    ...(adminCode === "" ? {} : { adminCode }),
    ...(adminOrigin === "" ? {} : { adminOrigin }),
    ...(oidc === undefined ? {} : { oidc }),
    ...(metricsPort === "" ? {} : { metricsPort: Number(metricsPort) }),
    ...(outside === undefined ? {} : { outside }),
    logLevel: logLevels.find((each) => each === level) ?? "info",
  };
  return { ok: true, value: Object.freeze(value) };
}

const lacksSecret = (setup: VenueSetup): boolean =>
  offersZoneCodes(setup) && setup.codeSecret === undefined;
/** As a bearer can be written (RFC 6750), and too long to be guessed. */
const isAdminCode = (value: string): boolean => value === "" || /^[\w-]{16,128}$/.test(value);
const isOrigin = (value: string): boolean =>
  value === "" || (hasScheme("https", "http")(value) && new URL(value).origin === value);
const isPort = (value: string): boolean => /^\d{1,5}$/.test(value) && Number(value) <= 65_535;
const isCount = (value: string): boolean => /^\d$/.test(value);
const isLife = (value: string): boolean =>
  /^\d{2,4}$/.test(value) && seconds(Number(value)) <= SESSION_LIFE;
const isPrefix = (value: string): boolean => /^[a-z0-9:-]{1,32}$/.test(value);
const isLogLevel = (value: string): boolean => logLevels.some((each) => each === value);
