/**
 * Metrics: turns counts and connections into Prometheus' text (prom-client), and serves it to this
 * machine alone.
 *
 * Only what was refused or failed, and how many machines are connected. How many messages were taken
 * is left out: a gateway sends one a second for as long as it hears somebody, so their number would
 * tell of people.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Connected } from "./broker.ts";
import { BrokerError } from "./errors.ts";

const LOOPBACK = "127.0.0.1";
/** Some scrapers; more of them are a mistake. */
const CONNECTIONS_AT_MOST = 16;

export interface Measured {
  /** Totals by words joined with dots, the first of which names the family. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly connected: () => Connected;
}

export interface MetricsListener {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const families = {
  "connection-refused": "Connections that were not let in, by why.",
  "connection-failed": "Connections that were ended for what they did, by why.",
  "connection-ended": "Connections that were ended because their credential is gone.",
  "access-notice-refused": "Notices of the matcher about credentials that could not be read.",
  "publish-refused": "Messages that their sender may not publish: acknowledged, read by nobody.",
  "subscribe-refused": "Subscriptions that were refused.",
  "publish-slowed": "Messages that waited because their sender was ahead of its pace.",
} as const;

/** The text that Prometheus reads, and its media type. */
function exporterOf({ counts, connected }: Measured): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const [family, help] of Object.entries(families))
    new Counter({
      name: `sighej_broker_${family.replaceAll("-", "_")}_total`,
      help,
      labelNames: ["why"],
      registers: [register],
      collect() {
        this.reset();
        for (const [words, total] of Object.entries(counts())) {
          const [first, ...why] = words.split(".");
          if (first === family) this.inc({ why: why.join(".") }, total);
        }
      },
    });
  new Gauge({
    name: "sighej_broker_connected",
    help: "Clients connected now, by what they are.",
    labelNames: ["role"],
    registers: [register],
    collect() {
      for (const [role, number] of Object.entries(connected())) this.set({ role }, number);
    },
  });
  return register;
}

/** Serves `GET /metrics`; port 0 takes a free one. Rejects with a `BrokerError`. */
export async function serveMetrics(port: number, measured: Measured): Promise<MetricsListener> {
  const register = exporterOf(measured);
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    register.metrics().then(
      (text) => response.writeHead(200, { "content-type": register.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = CONNECTIONS_AT_MOST;
  server.listen(port, LOOPBACK);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new BrokerError("port-in-use", `cannot serve metrics on port ${port} of ${LOOPBACK}`, {
      cause,
    });
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
