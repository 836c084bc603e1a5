/**
 * Listener: serves `GET /metrics` on a port of its own, to this machine alone: a scraper beside the
 * matcher, never a phone.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { MatcherError } from "../../errors.ts";
import type { Exporter } from "./registry.ts";

const LOOPBACK = "127.0.0.1";
/** Some scrapers; more of them are a mistake. */
const CONNECTIONS_AT_MOST = 16;

export interface MetricsListener {
  readonly port: number;
  stop(): Promise<void>;
}

/** Port 0 takes a free one. Rejects with "listen-failed". */
export async function listenForScrapes(
  port: number,
  { text, mediaType }: Exporter,
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (body) => response.writeHead(200, { "content-type": mediaType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = CONNECTIONS_AT_MOST;
  server.listen(port, LOOPBACK);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new MatcherError("listen-failed", `cannot serve metrics on port ${port}`, cause);
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
