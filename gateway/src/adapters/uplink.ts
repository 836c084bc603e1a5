/**
 * Uplink: sends windows and status to the broker over mqtt.js, takes windows off the ring once the
 * matcher has them, and brings what the gateway is told.
 *
 * mqtt.js queues without bound while it is offline and sends all of it in one go on return. So it
 * is given one connection's life only: nothing is published while offline, few windows are on their
 * way at a time, and each attempt to connect is a new client with an empty store.
 */
import {
  type Acknowledgement,
  type Channel,
  encodeGatewayStatus,
  type GatewayStatus,
  topicOf,
} from "@sighej/protocol";
import mqtt, { type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { waitAfter } from "../backoff.ts";
import type { ClientCertificate } from "../client-certificate.ts";
import type { GatewayConfig } from "../config.ts";
import type { OutgoingWindow, Ring } from "../ring.ts";

/** Windows on their way to the broker. With a reply time of 200 ms that is 20 a second. */
const MAX_ON_THE_WAY = 4;
/**
 * Wait after each window of the backlog: ten minutes of them go out in half a minute, one at a time,
 * so that a fresh window has at most one before it.
 */
const BACKLOG_EVERY_MS = 50;
/** A matcher that has acknowledged nothing for so long is probably not there. */
const LISTENING_FOR_MS = 10_000;
/** How often one old window is sent all the same, to see whether somebody has come to listen. */
const PROBE_EVERY_MS = 5_000;
/** The broker learns of a dead gateway after 1.5 of these. */
const KEEPALIVE_S = 10;
/** For the connection and for each acknowledgement; a slow mobile link needs 1 to 2 s. */
const REPLY_TIMEOUT_MS = 10_000;
/** How long the end may wait for the last window and status. */
const STOP_TIMEOUT_MS = 2_000;
/** CONNACK codes of MQTT 3.1.1 §3.2.2.3 that only an operator can mend. */
const refusals = [2, 4, 5];
/** What a gateway reads. */
export type ToldChannel = Extract<Channel, "config" | "command">;
const told: readonly ToldChannel[] = ["config", "command"];

export interface Uplink {
  /** Sends what waits in the ring, as far as the connection allows. */
  readonly pump: () => void;
  /** The matcher has some windows: off the ring with them. Answers as `Ring.acknowledge`. */
  readonly acknowledge: (ack: Acknowledgement) => number | undefined;
  /** Sends a proof of being here; false when it cannot be sent now, for it would be stale later. */
  readonly checkIn: (frame: Uint8Array) => boolean;
  readonly connected: () => boolean;
  /** Sends a status; false when it cannot be sent now. */
  readonly report: (status: GatewayStatus) => boolean;
  /** Sends what waits, says goodbye and disconnects; bounded in time. */
  readonly stop: (goodbye: GatewayStatus) => Promise<void>;
}

export interface UplinkParts {
  readonly ring: Ring;
  /** What to prove to be this gateway by over TLS, asked for at each connection. */
  readonly certificate?: () => ClientCertificate | undefined;
  /** Published by the broker when the connection is lost. */
  readonly will: GatewayStatus;
  /** Called on each new connection: the time to report. */
  readonly connected: () => void;
  /** Called with what came on a channel that gateways read. */
  readonly told: (channel: ToldChannel, bytes: Uint8Array) => void;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

export function startUplink(config: GatewayConfig, parts: UplinkParts): Uplink {
  const { ring, will, connected, now, random, logger } = parts;
  const { brokerUrl, brokerCa, venue, gateway, username, secret } = config;
  const topic = (channel: Channel) => topicOf({ venue, gateway, channel });
  const sightings = topic("sightings");
  const statusTopic = topic("status");
  let client: MqttClient;
  let failures = 0;
  let onTheWay = 0;
  /** Whether one of those on their way is an old one. */
  let replaying = false;
  let reporting = false;
  let stopping = false;
  let retry: NodeJS.Timeout | undefined;
  let draining: NodeJS.Timeout | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let probedAt = Number.NEGATIVE_INFINITY;
  let idle: (() => void) | undefined;

  function connect(): void {
    let refused = false;
    const attempt = mqtt.connect(brokerUrl, {
      protocolVersion: 4,
      clientId: username,
      username,
      password: secret,
      ...(brokerCa === undefined ? {} : { ca: brokerCa }),
      ...parts.certificate?.(),
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: REPLY_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
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
      attempt.subscribe(told.map(topic), { qos: 1 }, (error, granted) => {
        if (error || granted?.some(({ qos }) => Number(qos) > 2))
          logger.error("the broker does not let this gateway read its config and command");
      });
      connected();
      pump();
    });
    attempt.on("message", (from, payload) => {
      const channel = told.find((each) => topic(each) === from);
      if (channel !== undefined) parts.told(channel, payload);
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
      clearTimeout(draining);
      draining = undefined;
      onTheWay = 0;
      replaying = false;
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
  function publish(to: string, payload: Uint8Array, retain: boolean, done: () => void): void {
    const through = client;
    const overdue = setTimeout(() => through.stream.destroy(), REPLY_TIMEOUT_MS);
    through.publish(to, Buffer.from(payload), { qos: 1, retain }, (error) => {
      clearTimeout(overdue);
      if (error || through !== client || !through.connected) return;
      failures = 0;
      done();
    });
  }

  function send(window: OutgoingWindow, done: () => void): void {
    onTheWay += 1;
    publish(sightings, window.frame, false, () => {
      onTheWay -= 1;
      done();
    });
  }

  function pump(): void {
    while (client.connected && onTheWay < MAX_ON_THE_WAY) {
      const fresh = ring.takeFresh(now());
      if (fresh === undefined) break;
      send(fresh, pump);
    }
    if (onTheWay === 0) drain();
    if (ring.counts().held === 0) idle?.();
  }

  /** One old window, and the next after a while: nothing fresh waits, and somebody listens. */
  function drain(): void {
    if (!client.connected || replaying || draining !== undefined) return;
    const time = now();
    const listening = time - answeredAt < LISTENING_FOR_MS;
    if (!listening && time - probedAt < PROBE_EVERY_MS) return;
    const old = ring.takeOld(time);
    if (old === undefined) return;
    probedAt = time;
    replaying = true;
    send(old, () => {
      replaying = false;
      draining = setTimeout(() => {
        draining = undefined;
        pump();
      }, BACKLOG_EVERY_MS);
    });
  }

  function report(status: GatewayStatus): boolean {
    if (!client.connected || reporting) return false;
    reporting = true;
    publish(statusTopic, encodeGatewayStatus(status), true, () => {
      reporting = false;
    });
    return true;
  }

  /** Resolves once the matcher has all that the ring held. */
  const allSent = (): Promise<void> =>
    new Promise((done) => {
      idle = done;
      pump();
    });

  connect();
  return {
    pump,
    acknowledge: ({ ranges }) => {
      answeredAt = now();
      const sentAt = ring.acknowledge(ranges);
      pump();
      return sentAt;
    },
    checkIn: (frame) => {
      if (!client.connected) return false;
      publish(topic("check-ins"), frame, false, () => undefined);
      return true;
    },
    connected: () => client.connected,
    report,
    stop: async (goodbye) => {
      stopping = true;
      clearTimeout(retry);
      if (!client.connected) {
        client.end(true);
        return;
      }
      const closed = new Promise<void>((done) => client.once("close", () => done()));
      const sayGoodbye = (): void => {
        if (client.connected)
          publish(statusTopic, encodeGatewayStatus(goodbye), true, () => client.end());
      };
      // Half of the time for the windows, so that nobody is offline without having said so.
      const enough = setTimeout(sayGoodbye, STOP_TIMEOUT_MS / 2);
      const deadline = setTimeout(() => client.end(true), STOP_TIMEOUT_MS);
      void allSent().then(() => {
        clearTimeout(enough);
        sayGoodbye();
      });
      await closed;
      clearTimeout(enough);
      clearTimeout(deadline);
    },
  };
}
