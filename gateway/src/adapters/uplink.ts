/**
 * Uplink: sends windows and status to the broker over mqtt.js, and takes them off the ring once the
 * broker has acknowledged them.
 *
 * mqtt.js queues without bound while it is offline and sends all of it in one go on return. So it
 * is given one connection's life only: nothing is published while offline, few windows are on their
 * way at a time, and each attempt to connect is a new client with an empty store.
 */
import { encodeGatewayStatus, type GatewayStatus, topicOf, type UnixMs } from "@sighej/protocol";
import mqtt, { type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { waitAfter } from "../backoff.ts";
import type { GatewayConfig } from "../config.ts";
import type { Ring } from "../ring.ts";

/** Windows on their way. With a reply time of 200 ms that is 20 a second against one made. */
const MAX_ON_THE_WAY = 4;
/** The broker learns of a dead gateway after 1.5 of these. */
const KEEPALIVE_S = 10;
/** For the connection and for each acknowledgement; a slow mobile link needs 1 to 2 s. */
const REPLY_TIMEOUT_MS = 10_000;
/** How long the end may wait for the last window and status. */
const STOP_TIMEOUT_MS = 2_000;
/** CONNACK codes of MQTT 3.1.1 §3.2.2.3 that only an operator can mend. */
const refusals = [2, 4, 5];

export interface Uplink {
  /** Sends what waits in the ring, as far as the connection allows. */
  readonly pump: () => void;
  /** Sends a status; false when it cannot be sent now. */
  readonly report: (status: GatewayStatus) => boolean;
  /** Sends what waits, says goodbye and disconnects; bounded in time. */
  readonly stop: (goodbye: GatewayStatus) => Promise<void>;
}

export interface UplinkParts {
  readonly ring: Ring;
  /** Published by the broker when the connection is lost. */
  readonly will: GatewayStatus;
  /** Called on each new connection: the time to report. */
  readonly connected: () => void;
  readonly now: () => UnixMs;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

export function startUplink(config: GatewayConfig, parts: UplinkParts): Uplink {
  const { ring, will, connected, now, random, logger } = parts;
  const { brokerUrl, brokerCa, venue, gateway, username, secret } = config;
  const sightings = topicOf({ venue, gateway, channel: "sightings" });
  const statusTopic = topicOf({ venue, gateway, channel: "status" });
  let client: MqttClient;
  let failures = 0;
  let onTheWay = 0;
  let reporting = false;
  let stopping = false;
  let retry: NodeJS.Timeout | undefined;
  let idle: (() => void) | undefined;

  function connect(): void {
    let refused = false;
    const attempt = mqtt.connect(brokerUrl, {
      protocolVersion: 4,
      clientId: username,
      username,
      password: secret,
      ...(brokerCa === undefined ? {} : { ca: brokerCa }),
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: REPLY_TIMEOUT_MS,
      reconnectPeriod: 0,
      queueQoSZero: false,
      will: {
        topic: statusTopic,
        payload: Buffer.from(encodeGatewayStatus(will)),
        qos: 1,
        retain: true,
      },
    });
    client = attempt;
    attempt.on("connect", () => {
      logger.info("connected to the broker");
      connected();
      pump();
    });
    attempt.on("error", (error) => {
      const code = "code" in error ? error.code : undefined;
      refused = typeof code === "number" && refusals.includes(code);
      if (refused)
        logger.error(
          { code },
          "the broker refuses this gateway; check SIGHEJ_VENUE, SIGHEJ_GATEWAY and its secret",
        );
      else logger.warn({ code: code ?? error.message }, "connection to the broker failed");
    });
    attempt.once("close", () => {
      attempt.end(true);
      onTheWay = 0;
      reporting = false;
      ring.release();
      if (stopping) return;
      failures += 1;
      const wait = waitAfter(failures, refused, random());
      logger.info({ waitMs: Math.round(wait) }, "disconnected; trying again");
      retry = setTimeout(connect, wait);
    });
  }

  /** Publishes on the present connection; `done` is not called if that is lost first. */
  function publish(topic: string, payload: Uint8Array, retain: boolean, done: () => void): void {
    const through = client;
    const overdue = setTimeout(() => through.stream.destroy(), REPLY_TIMEOUT_MS);
    through.publish(topic, Buffer.from(payload), { qos: 1, retain }, (error) => {
      clearTimeout(overdue);
      if (error || through !== client || !through.connected) return;
      failures = 0;
      done();
    });
  }

  function pump(): void {
    while (client.connected && onTheWay < MAX_ON_THE_WAY) {
      const next = ring.take(now());
      if (next === undefined) break;
      onTheWay += 1;
      publish(sightings, next.frame, false, () => {
        onTheWay -= 1;
        ring.acknowledge(next.sequence);
        pump();
      });
    }
    if (onTheWay === 0) idle?.();
  }

  function report(status: GatewayStatus): boolean {
    if (!client.connected || reporting) return false;
    reporting = true;
    publish(statusTopic, encodeGatewayStatus(status), true, () => {
      reporting = false;
    });
    return true;
  }

  /** Resolves once nothing is on its way any more. */
  const allSent = (): Promise<void> =>
    new Promise((done) => {
      idle = done;
      pump();
    });

  connect();
  return {
    pump,
    report,
    stop: async (goodbye) => {
      stopping = true;
      clearTimeout(retry);
      if (!client.connected) {
        client.end(true);
        return;
      }
      const closed = new Promise<void>((done) => client.once("close", () => done()));
      const deadline = setTimeout(() => client.end(true), STOP_TIMEOUT_MS);
      await Promise.race([allSent(), closed]);
      if (client.connected)
        publish(statusTopic, encodeGatewayStatus(goodbye), true, () => client.end());
      await closed;
      clearTimeout(deadline);
    },
  };
}
