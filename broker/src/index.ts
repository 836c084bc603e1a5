/** The broker's entrance: `start` wires aedes, its guards and a TCP listener. */
import type { Logger } from "pino";
import { openBroker } from "./broker.ts";
import { startCounts } from "./counts.ts";
import type { Credential } from "./credentials.ts";
import { listen } from "./listeners.ts";

export { type Credential, credentialOf } from "./credentials.ts";
export { BrokerError, type BrokerErrorCode } from "./errors.ts";

export interface BrokerConfig {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly credentials: readonly Credential[];
  readonly logger: Logger;
}

export interface RunningBroker {
  readonly port: number;
  /** What was refused or dropped since the start, such as "publish-refused.gateway.foreign-topic". */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly stop: () => Promise<void>;
}

/** Rejects with a `BrokerError` when it cannot listen. */
export async function start({
  host,
  port,
  credentials,
  logger,
}: BrokerConfig): Promise<RunningBroker> {
  const counts = startCounts(logger);
  const broker = await openBroker(credentials, counts, logger);
  try {
    const listener = await listen({ host, port }, (socket) => broker.handle(socket), counts);
    return {
      port: listener.port,
      counts: counts.reading,
      stop: async () => {
        await broker.close();
        await listener.stop();
      },
    };
  } catch (error) {
    await broker.close();
    throw error;
  }
}
