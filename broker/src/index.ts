/** The broker's entrance: `start` wires aedes, its guards, its listeners and its metrics. */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { type ArrivalLimits, startArrivals } from "./arrivals.ts";
import { type Connected, openBroker } from "./broker.ts";
import { startCounts } from "./counts.ts";
import type { Credential } from "./credentials.ts";
import { type Endpoint, listen } from "./listeners.ts";
import { serveMetrics } from "./metrics.ts";
import type { PaceLimits } from "./pace.ts";
import { checkIdentity, type TlsIdentity } from "./transports.ts";

export { parseConfig } from "./config.ts";
export { type Credential, credentialOf } from "./credentials.ts";
export { BrokerError, type BrokerErrorCode } from "./errors.ts";
export type { TlsIdentity } from "./transports.ts";

interface Address {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** `host` and `port` are those of plain MQTT, for this machine or a network of one's own. */
export interface BrokerConfig extends Address {
  readonly tls?: (Address & { readonly identity: TlsIdentity }) | undefined;
  /** MQTT over WebSocket at `/mqtt`, plain: TLS is a proxy's in front. */
  readonly webSocket?: Address | undefined;
  readonly credentials: readonly Credential[];
  /** Where this machine may read Prometheus' metrics; not served by default. Port 0: a free one. */
  readonly metricsPort?: number | undefined;
  /** Those of a venue where none are given. */
  readonly arrivals?: ArrivalLimits | undefined;
  readonly gatewayPace?: PaceLimits | undefined;
  readonly logger: Logger;
}

export interface RunningBroker {
  readonly port: number;
  readonly tlsPort: number | undefined;
  readonly webSocketPort: number | undefined;
  readonly metricsPort: number | undefined;
  /** What was refused or dropped since the start, such as "publish-refused.gateway.foreign-topic". */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly connected: () => Connected;
  /** Proves itself over TLS with another certificate, from the next connection on. */
  readonly renew: (identity: TlsIdentity) => void;
  readonly stop: () => Promise<void>;
}

/** Rejects with a `BrokerError` when it cannot listen, with nothing left open. */
export async function start(config: BrokerConfig): Promise<RunningBroker> {
  const { host, port, tls, webSocket, metricsPort, logger } = config;
  if (tls !== undefined) checkIdentity(tls.identity);
  const counts = startCounts(logger);
  const arrivals = startArrivals<Socket>(config.arrivals);
  const broker = await openBroker(config.credentials, counts, logger, config.gatewayPace);
  const { connected } = broker;
  const open: { readonly stop: () => Promise<void> }[] = [];
  async function stop(): Promise<void> {
    await broker.close();
    await Promise.all(open.map((each) => each.stop()));
  }
  const listenAt = async (endpoint: Endpoint) => {
    const listener = await listen(endpoint, broker.handle, arrivals, counts);
    open.push(listener);
    return listener;
  };
  try {
    const plain = await listenAt({ kind: "tcp", host, port });
    const overTls = tls && (await listenAt({ kind: "tls", ...tls }));
    const overWebSocket = webSocket && (await listenAt({ kind: "websocket", ...webSocket }));
    const metrics =
      metricsPort === undefined
        ? undefined
        : await serveMetrics(metricsPort, { counts: counts.reading, connected });
    if (metrics !== undefined) open.push(metrics);
    return {
      port: plain.port,
      tlsPort: overTls?.port,
      webSocketPort: overWebSocket?.port,
      metricsPort: metrics?.port,
      counts: counts.reading,
      connected,
      renew: (identity) => {
        checkIdentity(identity);
        overTls?.renew(identity);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
