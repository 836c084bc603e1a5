/**
 * Broker check: connects to the venue's broker once, as this gateway, and says what came of it.
 *
 * A broker ends an older connection of the same name, so this is for a gateway that does not run.
 */
import mqtt from "mqtt";
import type { ClientCertificate } from "../client-certificate.ts";
import type { GatewayConfig } from "../config.ts";
import { connectionReason } from "../connection-reason.ts";
import { GatewayError } from "../errors.ts";

/** A slow mobile link needs 1 to 2 s for TLS and CONNECT. */
const REPLY_TIMEOUT_MS = 10_000;

type BrokerAccess = Pick<GatewayConfig, "brokerUrl" | "brokerCa" | "username" | "secret">;

/** Resolves when the broker lets this gateway in. Rejects with `broker-unreachable`, why and what to do. */
export function reachBroker(access: BrokerAccess, certificate?: ClientCertificate): Promise<void> {
  const { brokerUrl, brokerCa, username, secret } = access;
  const client = mqtt.connect(brokerUrl, {
    protocolVersion: 4,
    clientId: username,
    username,
    password: secret,
    ...(brokerCa === undefined ? {} : { ca: brokerCa }),
    ...certificate,
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
