/**
 * Loopback: tells this machine, and no other, how the gateway is: `/metrics` for Prometheus,
 * `/healthz` for a supervisor, `/status` for `sighej-gateway status`.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { decodeGatewayStatus, type GatewayOnline } from "@sighej/protocol";
import { GatewayError } from "../errors.ts";
import { METRICS_MEDIA_TYPE, metricsText } from "../metrics.ts";

const HOST = "127.0.0.1";
/** A scraper, a supervisor, a person; more of them are a mistake. */
const MAX_CONNECTIONS = 16;
/** Both ends are in this machine. */
const ANSWER_TIMEOUT_MS = 2_000;
const MAX_STATUS = 64 * 1_024;

/** This gateway first, then the boards around it. */
export type Statuses = () => ReadonlyMap<string, GatewayOnline>;

export interface Loopback {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Port 0 takes a free one. Rejects with `loopback-taken`. */
export async function serveLoopback(port: number, statuses: Statuses): Promise<Loopback> {
  const server = createServer((asked, answer) => serve(asked, answer, statuses));
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, HOST);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new GatewayError(
      "loopback-taken",
      `port ${port} of this machine is in use; set another loopbackPort, or 0 for none`,
      { cause },
    );
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function serve(
  { method, url, headers }: IncomingMessage,
  answer: ServerResponse,
  statuses: Statuses,
) {
  const send = (status: number, type: string, body: string): void => {
    answer.writeHead(status, { "content-type": type }).end(body);
  };
  // A web page in this machine's browser may reach 127.0.0.1 under a name of its own.
  if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers.host ?? ""))
    return send(421, "text/plain", "ask for 127.0.0.1\n");
  const all = statuses();
  const [own] = all.values();
  if (method !== "GET" || own === undefined) return send(404, "text/plain", "");
  switch (url) {
    case "/metrics":
      return send(200, METRICS_MEDIA_TYPE, metricsText(all));
    case "/healthz": {
      const well = own.radio === "scanning" || own.radio === "quiet";
      return send(well ? 200 : 503, "text/plain", `${own.radio}\n`);
    }
    case "/status":
      return send(200, "application/json", JSON.stringify(Object.fromEntries(all)));
    default:
      return send(404, "text/plain", "/metrics, /healthz and /status are here\n");
  }
}

/** What the gateway that runs here says of itself and its boards. Rejects with `not-running`. */
export async function askLoopback(port: number): Promise<ReadonlyMap<string, GatewayOnline>> {
  const body: unknown = JSON.parse(await get(port, "/status"));
  const found = new Map<string, GatewayOnline>();
  for (const [gateway, value] of Object.entries(body ?? {})) {
    const status = decodeGatewayStatus(new TextEncoder().encode(JSON.stringify(value)));
    if (status.ok && status.value.state === "online") found.set(gateway, status.value);
  }
  if (found.size === 0) throw notRunning(port);
  return found;
}

export const loopbackAnswers = (port: number): Promise<boolean> =>
  port === 0
    ? Promise.resolve(false)
    : askLoopback(port).then(
        () => true,
        () => false,
      );

function get(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: HOST, port, path, timeout: ANSWER_TIMEOUT_MS });
    const fail = (cause?: unknown) => reject(notRunning(port, cause));
    asked.once("error", fail);
    asked.once("timeout", () => asked.destroy(new Error("no answer")));
    asked.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > MAX_STATUS) response.destroy();
      });
      response.once("error", fail);
      response.once("end", () => (response.statusCode === 200 ? resolve(text) : fail()));
    });
    asked.end();
  });
}

const notRunning = (port: number, cause?: unknown): GatewayError =>
  new GatewayError(
    "not-running",
    `no gateway answers at port ${port} of this machine: sudo systemctl start sighej-gateway, or ` +
      "sighej-gateway doctor",
    { cause },
  );
