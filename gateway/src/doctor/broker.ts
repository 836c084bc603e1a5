/** Broker: whether the configuration is there and right, and the venue's broker lets this gateway in. */
import { connect as plain } from "node:net";
import { connect as secure } from "node:tls";
import { reachBroker } from "../adapters/broker-check.ts";
import { type GatewayConfig, parseConfig } from "../config.ts";
import { readConfigFile } from "../config-file.ts";
import { connectionReason } from "../connection-reason.ts";
import { GatewayError } from "../errors.ts";
import type { Environment } from "../settings.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";

/** A slow mobile link needs 1 to 2 s. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Renewed a month before their end as a rule; this late, nobody does. */
const EXPIRES_SOON_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1_000;

export interface FoundConfig {
  readonly finding: Finding;
  /** Undefined where there is none, or it is wrong. */
  readonly config: GatewayConfig | undefined;
}

export async function configFinding(env: Environment, path: string): Promise<FoundConfig> {
  const none = (says: string, fix: string): FoundConfig => ({
    finding: failed("configuration", says, fix),
    config: undefined,
  });
  try {
    const file = await readConfigFile(path);
    if (file === undefined && env.SIGHEJ_BROKER_URL === undefined)
      return none(`there is no ${path}`, "sudo sighej-gateway enrol https://…/enrol#CODE");
    const parsed = parseConfig(env, file);
    if (!parsed.ok)
      return none(parsed.faults.join("; "), `mend ${path}, or enrol anew with --force`);
    return {
      finding: ok("configuration", `gateway ${parsed.value.gateway}`),
      config: parsed.value,
    };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return none(error.message, "run doctor with sudo");
  }
}

/** `running`: a gateway runs here already, which a second login of the same name would end. */
export async function brokerFindings(
  config: GatewayConfig,
  running: boolean,
  now: number,
): Promise<readonly Finding[]> {
  const { brokerUrl } = config;
  const reached = await dial(config);
  if (!reached.ok)
    return [
      failed(
        reached.tls ? "tls" : "broker",
        `${brokerUrl} ${reached.why}`,
        "then run doctor again",
      ),
    ];
  const tls = reached.expires === undefined ? [] : [tlsFinding(reached.expires, now)];
  if (running) return [ok("broker", `${brokerUrl} answers; the running gateway uses it`), ...tls];
  try {
    await reachBroker(config);
    return [ok("broker", `${brokerUrl} lets this gateway in`), ...tls];
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return [failed("broker", error.message, "then run doctor again"), ...tls];
  }
}

function tlsFinding(expires: number, now: number): Finding {
  const days = Math.floor((expires - now) / DAY_MS);
  return days >= EXPIRES_SOON_DAYS
    ? ok("tls", `the broker's certificate is valid for ${days} days more`)
    : warning(
        "tls",
        `the broker's certificate expires in ${days} days`,
        "tell whoever runs the server; gateways cannot connect afterwards",
      );
}

type Dialled =
  | { readonly ok: true; readonly expires: number | undefined }
  | { readonly ok: false; readonly tls: boolean; readonly why: string };

/** As far as TLS, or as TCP where there is none. */
function dial({ brokerUrl, brokerCa }: GatewayConfig): Promise<Dialled> {
  const { protocol, hostname, port } = new URL(brokerUrl);
  const encrypted = protocol === "mqtts:";
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const at = { host, port: Number(port || (encrypted ? 8883 : 1883)) };
    const socket = encrypted
      ? secure({ ...at, servername: host, ...(brokerCa === undefined ? {} : { ca: brokerCa }) })
      : plain(at);
    const end = (found: Dialled): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () =>
      end({ ok: false, tls: false, why: connectionReason("ETIMEDOUT") }),
    );
    socket.once("error", (error) => {
      const code = "code" in error ? String(error.code) : undefined;
      const network = /^E(CONN|NOTFOUND|AI_|TIMEDOUT|HOST|NET)/.test(code ?? "");
      end({ ok: false, tls: encrypted && !network, why: connectionReason(code) });
    });
    socket.once(encrypted ? "secureConnect" : "connect", () => {
      const until =
        "getPeerCertificate" in socket ? socket.getPeerCertificate().valid_to : undefined;
      end({ ok: true, expires: until === undefined ? undefined : Date.parse(until) });
    });
  });
}
