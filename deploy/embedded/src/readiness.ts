/**
 * Readiness: turns the gateways' retained status into the moment when all of them are scanning.
 */
import {
  decodeGatewayStatus,
  filterOf,
  type GatewayId,
  parseTopic,
  type VenueId,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { EmbeddedError } from "./errors.ts";

/**
 * A gateway starts in under three seconds of one core, so a dozen on two busy cores take twenty;
 * after three times that something is wrong with the machine.
 */
const READY_TIMEOUT_MS = 60_000;

export interface Watch {
  readonly brokerUrl: string;
  readonly username: string;
  readonly secret: string;
  readonly venue: VenueId;
  readonly gateways: readonly GatewayId[];
  readonly signal: AbortSignal;
  onProgress(ready: number, of: number): void;
}

/** Resolves when every gateway reports that its radio scans; `gateways-silent` names those missing. */
export async function gatewaysReady(watch: Watch): Promise<void> {
  const client = await connectAsync(watch.brokerUrl, {
    username: watch.username,
    password: watch.secret,
    clientId: watch.username,
  });
  const missing = new Set(watch.gateways);
  try {
    await new Promise<void>((resolve, reject) => {
      watch.signal.throwIfAborted();
      const giveUp = setTimeout(() => {
        const names = [...missing].join(", ");
        reject(new EmbeddedError("gateways-silent", `no sign of gateway ${names} after 60 s`));
      }, READY_TIMEOUT_MS);
      watch.signal.addEventListener("abort", () => reject(watch.signal.reason));
      client.on("error", reject);
      client.on("message", (topicText, payload) => {
        const topic = parseTopic(topicText);
        const status = decodeGatewayStatus(payload);
        if (!topic.ok || !status.ok) return;
        if (status.value.state !== "online" || status.value.radio !== "scanning") return;
        if (!missing.delete(topic.value.gateway)) return;
        watch.onProgress(watch.gateways.length - missing.size, watch.gateways.length);
        if (missing.size > 0) return;
        clearTimeout(giveUp);
        resolve();
      });
      client.subscribe(filterOf("status", watch.venue));
    });
  } finally {
    await client.endAsync(true);
  }
}
