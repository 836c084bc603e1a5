/**
 * Broker check: connects to the venue's broker once, as this gateway, and says what came of it.
 *
 * A broker ends an older connection of the same name, so this is for a gateway that does not run.
 */
import mqtt from "mqtt";
import type { GatewayConfig } from "../config.ts";
import { GatewayError } from "../errors.ts";

/** A slow mobile link needs 1 to 2 s for TLS and CONNECT. */
const REPLY_TIMEOUT_MS = 10_000;

type BrokerAccess = Pick<GatewayConfig, "brokerUrl" | "brokerCa" | "username" | "secret">;

/** Resolves when the broker lets this gateway in. Rejects with `broker-unreachable`, why and what to do. */
export function reachBroker(access: BrokerAccess): Promise<void> {
  const { brokerUrl, brokerCa, username, secret } = access;
  const client = mqtt.connect(brokerUrl, {
    protocolVersion: 4,
    clientId: username,
    username,
    password: secret,
    ...(brokerCa === undefined ? {} : { ca: brokerCa }),
    clean: true,
    connectTimeout: REPLY_TIMEOUT_MS,
    reconnectPeriod: 0,
  });
  return new Promise<void>((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void =>
      reject(
        new GatewayError("broker-unreachable", `the broker at ${brokerUrl} ${why}`, { cause }),
      );
    client.once("connect", () => resolve());
    client.once("error", (error) => fail(reasonOf(error), error));
    client.once("close", () => fail("hung up or does not answer; is that its address and port?"));
  }).finally(() => client.end(true));
}

/** CONNACK codes of MQTT 3.1.1 §3.2.2.3, and what Node says of sockets and certificates. */
function reasonOf(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  if (code === 4 || code === 5)
    return "does not know this gateway's credential; enrol it again with a new code";
  if (typeof code === "number") return `refuses this gateway (CONNACK ${code})`;
  return connectionReason(code);
}

/** Certificate codes: OpenSSL's names as Node gives them. */
export function connectionReason(code: unknown): string {
  switch (code) {
    case "ECONNREFUSED":
      return "refuses connections; is it running, and is that its port?";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "is not known by that name; check the name and this machine's DNS";
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "UND_ERR_CONNECT_TIMEOUT":
      return "cannot be reached; check the network and firewalls";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return `has a certificate that is not valid now (${code}); check its date and this machine's clock`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "has a certificate for another name; use the name that the certificate is for";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "has a certificate of an authority that is not trusted here; give the authority's with --ca";
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return "does not speak TLS on that port; check scheme and port";
    default:
      return `cannot be reached (${String(code ?? "no reason given")})`;
  }
}
