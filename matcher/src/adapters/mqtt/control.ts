/**
 * Control: a connection to a broker over which it is told things, apart from the one that sightings
 * come by. What cannot be said now is an error at once: nothing waits here for a broker to return.
 */
import { seconds } from "@sighej/protocol";
import mqtt from "mqtt";
import { MatcherError } from "../../errors.ts";
import type { Report } from "../../ports.ts";

export interface ControlConfig {
  readonly url: string;
  readonly username: string;
  readonly secret: string;
}

export interface Control {
  readonly connected: () => boolean;
  /** Resolves when the broker has acknowledged it; rejects with "broker-unreachable". */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Hears what is published to `topic`, at every connection. */
  subscribe(topic: string, hear: (payload: Uint8Array) => void): void;
  stop(): Promise<void>;
}

const RETRY_AFTER = seconds(1);
/** A broker on the same machine answers in milliseconds, one across a country in a second. */
const ANSWER_WITHIN = seconds(5);

/** `connected` is done at every connection; its failure is reported. */
export function openControl(
  { url, username, secret }: ControlConfig,
  report: Report,
  connected: () => Promise<void>,
): Control {
  const client = mqtt.connect(url, {
    username,
    password: secret,
    protocolVersion: 4,
    clean: true,
    connectTimeout: ANSWER_WITHIN,
    reconnectPeriod: RETRY_AFTER,
    queueQoSZero: false,
  });
  const hearers = new Map<string, (payload: Uint8Array) => void>();
  client.on("error", (cause) => report("the broker cannot be told of gateways", cause));
  client.on("message", (topic, payload) => hearers.get(topic)?.(payload));
  client.on("connect", () => {
    for (const topic of hearers.keys()) client.subscribe(topic, { qos: 1 });
    connected().catch((cause: unknown) => report("the broker was not told of gateways", cause));
  });
  return {
    connected: () => client.connected,
    publish: (topic, payload) =>
      client.connected
        ? within(client.publishAsync(topic, Buffer.from(payload), { qos: 1 }))
        : Promise.reject(unreachable()),
    subscribe: (topic, hear) => {
      hearers.set(topic, hear);
      if (client.connected) client.subscribe(topic, { qos: 1 });
    },
    stop: () => client.endAsync(true),
  };
}

/** An acknowledgement that does not come may still come later, to nobody. */
async function within(acknowledged: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable()), ANSWER_WITHIN);
  });
  try {
    await Promise.race([acknowledged, late]);
  } catch (cause) {
    throw cause instanceof MatcherError ? cause : unreachable(cause);
  } finally {
    clearTimeout(timer);
  }
}

const unreachable = (cause?: unknown): MatcherError =>
  new MatcherError("broker-unreachable", "the broker does not answer", cause);
