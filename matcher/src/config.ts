/**
 * Config: turns the environment and a set-up file into a checked configuration, all faults at once.
 * Pure.
 */
import { type DurationMs, SESSION_LIFE, seconds } from "@sighej/protocol";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import type { AccessConfig } from "./access.ts";
import type { MailConfig } from "./adapters/mail/send.ts";
import type { PushConfig } from "./adapters/push/web-push.ts";
import type { DatabaseConfig } from "./database.ts";
import type { VenueSetup } from "./domain/venue.ts";
import { offersZoneCodes } from "./domain/zone-screens.ts";
import type { BrokerForGateways } from "./flows/enrol.ts";
import { oidcDefaults, oidcIn } from "./oidc-config.ts";
import type { OidcConfig } from "./oidc-ports.ts";
import { parseSetupKeys, SETUP_KEYS_EXPECTED, type SetupKeys } from "./setup-keys.ts";
import { type Checked, parseVenueSetups } from "./venue-setup.ts";

export interface MatcherConfig {
  /** Port 0 takes a free one. */
  readonly http: { readonly host: string; readonly port: number };
  readonly broker: {
    readonly url: string;
    readonly username: string;
    readonly secret: string;
    /** How it is told of gateways; as our own broker is by default. */
    readonly access?: AccessConfig | undefined;
    /** What gateways are told of the broker; the same URL by default. */
    readonly forGateways?: BrokerForGateways | undefined;
  };
  readonly stores:
    | { readonly kind: "memory" }
    | { readonly kind: "redis"; readonly url: string; readonly prefix?: string | undefined };
  readonly venues: readonly VenueSetup[];
  /** The built app, served at `/` and `/v/<venue>`. */
  readonly appFolder?: string | undefined;
  /** The built dashboard of staff, served under `/admin`. */
  readonly adminFolder?: string | undefined;
  /** Handlers of the deployment's own, each under a path, before the app's files. */
  readonly mounts?: readonly { readonly path: string; readonly handler: RequestHandler }[];
  /** Reverse proxies in front, each of which is trusted to say whom it asks for; none by default. */
  readonly proxies?: number | undefined;
  /** How long a session lives; two hours, which is also the most, by default. */
  readonly sessionLife?: DurationMs | undefined;
  /** Where released counts are kept; without it nothing is counted. */
  readonly aggregates?: DatabaseConfig | undefined;
  /** What seals the secrets of stored set-ups; needed for Postgres, and made in a folder. */
  readonly setupKeys?: SetupKeys | undefined;
  /** Web Push; without it phones hear of nudges on connections only. */
  readonly push?: PushConfig | undefined;
  /** The venue's certificate authority; without it gateways have passwords only. */
  readonly caFolder?: string | undefined;
  /** How long a client certificate lives; a day by default. */
  readonly certificateLife?: DurationMs | undefined;
  /** Makes the first owner, and lets in under `/api/v1/admin` as one. */
  readonly adminCode?: string | undefined;
  /** That code lets in only until there is an account; by default it always does. */
  readonly adminCodeOnce?: boolean | undefined;
  /** Where browsers find the dashboard: `https://venue.example`; where a request says by default. */
  readonly adminOrigin?: string | undefined;
  /** Where staff may sign in as well; nowhere by default. */
  readonly oidc?: OidcConfig | undefined;
  /** Where this machine may read Prometheus' metrics; not served by default. Port 0: a free one. */
  readonly metricsPort?: number | undefined;
  /** What it asks and tells outside; by default public https alone, and no e-mail. */
  readonly outside?: OutsideSettings | undefined;
  readonly logger: Logger;
}

export interface OutsideSettings {
  /** Plain http, and addresses of one's own network, may be told and asked too. */
  readonly local?: boolean | undefined;
  readonly smtp?: MailConfig | undefined;
}

/** What the environment says; the logger is made from `logLevel`. */
export type EnvConfig = Omit<MatcherConfig, "logger" | "mounts"> & { readonly logLevel: LogLevel };

const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"] as const;
type LogLevel = (typeof logLevels)[number];

const PREFIX = "SIGHEJ_";
/** Belongs to the simulator's preload, which runs in the same environment. */
const SIMULATOR = "SIGHEJ_SIM_";
/** Every key, with what it is when it is not given. */
const defaults = {
  SIGHEJ_HTTP_HOST: "127.0.0.1",
  SIGHEJ_HTTP_PORT: "8080",
  SIGHEJ_BROKER_URL: undefined,
  SIGHEJ_BROKER_USERNAME: "matcher",
  SIGHEJ_BROKER_SECRET: undefined,
  SIGHEJ_BROKER_ACCESS: "notices",
  SIGHEJ_GATEWAY_BROKER_URL: "",
  SIGHEJ_GATEWAY_BROKER_CA: "",
  SIGHEJ_CA_FOLDER: "",
  SIGHEJ_REDIS_URL: "",
  SIGHEJ_REDIS_PREFIX: "sighej:",
  SIGHEJ_AGGREGATES_FOLDER: "",
  SIGHEJ_POSTGRES_URL: "",
  SIGHEJ_SETUP_KEY_FILE: "",
  SIGHEJ_VENUES: "",
  SIGHEJ_APP_FOLDER: "",
  SIGHEJ_ADMIN_FOLDER: "",
  SIGHEJ_HTTP_PROXIES: "0",
  SIGHEJ_SESSION_SECONDS: "7200",
  SIGHEJ_PUSH_SUBJECT: "",
  SIGHEJ_PUSH_PUBLIC_KEY: "",
  SIGHEJ_PUSH_PRIVATE_KEY: "",
  SIGHEJ_ADMIN_CODE: "",
  SIGHEJ_ADMIN_ORIGIN: "",
  ...oidcDefaults,
  SIGHEJ_METRICS_PORT: "",
  SIGHEJ_SMTP_URL: "",
  SIGHEJ_SMTP_FROM: "",
  SIGHEJ_LOCAL_TARGETS: "refused",
  SIGHEJ_LOG_LEVEL: "info",
} as const satisfies Readonly<Record<string, string | undefined>>;
type Key = keyof typeof defaults;

export type Env = Readonly<Record<string, string | undefined>>;

/** Where venues are written down, if they are: JSON, an array of `VenueSetup`. */
export const venuesPathIn = (env: Env): string | undefined => env.SIGHEJ_VENUES || undefined;

/** Where the certificate of who vouches for the broker is: PEM. */
export const brokerCaPathIn = (env: Env): string | undefined =>
  env.SIGHEJ_GATEWAY_BROKER_CA || undefined;

/** Where the keys are that seal secrets of stored set-ups. */
export const setupKeysPathIn = (env: Env): string | undefined =>
  env.SIGHEJ_SETUP_KEY_FILE || undefined;

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
  const read = (key: Key, holds: (value: string) => boolean, expected: string): string => {
    const value = env[key] ?? defaults[key];
    if (value === undefined) faults.push(`${key}: missing, expected ${expected}`);
    else if (!holds(value)) faults.push(`${key}: expected ${expected}`);
    return value ?? "";
  };
  const any = (value: string) => value !== "";
  const http = {
    host: read("SIGHEJ_HTTP_HOST", any, "an address to listen on"),
    port: Number(read("SIGHEJ_HTTP_PORT", isPort, "a port, 0 to 65535")),
  };
  const broker = {
    url: read("SIGHEJ_BROKER_URL", hasScheme("mqtt", "mqtts", "amqp", "amqps"), "mqtt://host:port"),
    username: read("SIGHEJ_BROKER_USERNAME", any, "a name"),
    secret: read("SIGHEJ_BROKER_SECRET", any, "the matcher's secret"),
    ...accessIn(read),
    ...forGatewaysIn(read, brokerCa),
  };
  const byAmqp = hasScheme("amqp", "amqps")(broker.url);
  if (byAmqp && broker.access?.kind !== "rabbitmq")
    faults.push(
      "SIGHEJ_BROKER_ACCESS: expected RabbitMQ's management API, as the broker is RabbitMQ",
    );
  if (byAmqp && broker.forGateways === undefined)
    faults.push(
      "SIGHEJ_GATEWAY_BROKER_URL: missing, expected mqtt://host:port, which gateways speak",
    );
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
  const setupKeys = parseSetupKeys(keysText ?? "");
  read(
    "SIGHEJ_SETUP_KEY_FILE",
    (path) => (path === "" ? aggregates?.kind !== "postgres" : setupKeys !== undefined),
    SETUP_KEYS_EXPECTED,
  );
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

/** Our own broker if nothing is said. */
function accessIn(
  read: (key: Key, holds: (value: string) => boolean, expected: string) => string,
): { readonly access?: AccessConfig } {
  const isManagement = (value: string) =>
    hasScheme("http", "https")(value) && new URL(value).username !== "";
  const access = read(
    "SIGHEJ_BROKER_ACCESS",
    (value) => ["notices", "dynamic-security"].includes(value) || isManagement(value),
    "notices, dynamic-security or http://administrator:password@host:15672",
  );
  if (access === "dynamic-security") return { access: { kind: access } };
  return isManagement(access) ? { access: { kind: "rabbitmq", management: access } } : {};
}

/** What gateways are told of the broker, where that is not what this matcher is told. */
function forGatewaysIn(
  read: (key: Key, holds: (value: string) => boolean, expected: string) => string,
  ca: string | undefined,
): { readonly forGateways?: BrokerForGateways } {
  const isUrl = (value: string) =>
    value === "" || (hasScheme("mqtt", "mqtts")(value) && /^mqtts?:\/\/[^/@\s]+$/.test(value));
  const own = read("SIGHEJ_BROKER_URL", () => true, "a URL");
  const told = read("SIGHEJ_GATEWAY_BROKER_URL", isUrl, "mqtt://host:port or mqtts://host:port");
  const isPem = (value: string) => value === "" || ca?.includes("-----BEGIN CERTIFICATE-----");
  const path = read("SIGHEJ_GATEWAY_BROKER_CA", (value) => isPem(value) === true, "a PEM file");
  if (told === "" && path === "") return {};
  return {
    forGateways: { url: told === "" ? own : told, ...(ca === undefined ? {} : { ca }) },
  };
}

/** A folder, a server, or neither. */
function aggregatesIn(
  read: (key: Key, holds: (value: string) => boolean, expected: string) => string,
  faults: string[],
): DatabaseConfig | undefined {
  const postgres = (value: string) => value === "" || hasScheme("postgres", "postgresql")(value);
  const path = read("SIGHEJ_AGGREGATES_FOLDER", () => true, "a folder");
  const url = read("SIGHEJ_POSTGRES_URL", postgres, "postgres://role:secret@host:port/database");
  if (path !== "" && url !== "")
    faults.push("SIGHEJ_AGGREGATES_FOLDER, SIGHEJ_POSTGRES_URL: expected one of them at most");
  if (path !== "") return { kind: "folder", path };
  return url === "" ? undefined : { kind: "postgres", url };
}

/** All three of a push configuration, or none. */
function pushIn(
  read: (key: Key, holds: (value: string) => boolean, expected: string) => string,
  faults: string[],
): PushConfig | undefined {
  const isEmptyOr = (pattern: RegExp) => (value: string) => value === "" || pattern.test(value);
  const subject = read(
    "SIGHEJ_PUSH_SUBJECT",
    isEmptyOr(/^(mailto:|https:\/\/)./),
    "mailto: or https:",
  );
  const publicKey = read(
    "SIGHEJ_PUSH_PUBLIC_KEY",
    isEmptyOr(/^[\w-]{87}$/),
    "65 bytes as base64url",
  );
  const privateKey = read(
    "SIGHEJ_PUSH_PRIVATE_KEY",
    isEmptyOr(/^[\w-]{43}$/),
    "32 bytes as base64url",
  );
  const given = [subject, publicKey, privateKey].filter((each) => each !== "").length;
  if (given === 3) return { keys: { subject, publicKey, privateKey } };
  if (given > 0) faults.push("SIGHEJ_PUSH_*: expected a subject and both keys, or none of them");
  return undefined;
}

/** A mail server and a sender, or neither; and whether what is nearby may be told. */
function outsideIn(
  read: (key: Key, holds: (value: string) => boolean, expected: string) => string,
  faults: string[],
): OutsideSettings | undefined {
  const isUrl = (value: string) => value === "" || hasScheme("smtp", "smtps")(value);
  const isSender = (value: string) => value === "" || /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(value);
  const url = read("SIGHEJ_SMTP_URL", isUrl, "smtp://name:password@host:587 or smtps://");
  const from = read("SIGHEJ_SMTP_FROM", isSender, "an address, as SigHej <hej@example.org>");
  const local = read(
    "SIGHEJ_LOCAL_TARGETS",
    (value) => ["refused", "allowed"].includes(value),
    "refused or allowed",
  );
  if ((url === "") !== (from === ""))
    faults.push("SIGHEJ_SMTP_URL, SIGHEJ_SMTP_FROM: expected both, or neither");
  if (url === "" && local !== "allowed") return undefined;
  return {
    ...(local === "allowed" ? { local: true } : {}),
    ...(url === "" ? {} : { smtp: { url, from } }),
  };
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
const hasScheme =
  (...schemes: readonly string[]) =>
  (value: string): boolean =>
    URL.canParse(value) && schemes.some((each) => new URL(value).protocol === `${each}:`);
