/**
 * Listen: opens and closes the HTTP server's socket, with its time-outs.
 */
import type { Server, ServerOptions } from "node:http";
import { type DurationMs, seconds } from "@sighej/protocol";
import { MatcherError, systemCodeOf } from "../../errors.ts";

/** A request's head and body must be in by then: slow ones hold a socket each. */
const REQUEST_WITHIN: DurationMs = seconds(15);
/** Kept above the usual proxy's 60 s, so that the proxy closes first. */
const KEEP_ALIVE: DurationMs = seconds(65);
/** WebSockets of a full venue, twice over, and as much again as short requests need. */
const CONNECTIONS_AT_MOST = 50_000;

export const timing: ServerOptions = {
  requestTimeout: REQUEST_WITHIN,
  headersTimeout: REQUEST_WITHIN,
  keepAliveTimeout: KEEP_ALIVE,
};

/** Listens; the port it got. Rejects with "port-in-use" or "listen-failed". */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  server.maxConnections = CONNECTIONS_AT_MOST;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(cause, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

const listenError = (cause: Error, port: number): MatcherError =>
  systemCodeOf(cause) === "EADDRINUSE"
    ? new MatcherError("port-in-use", `port ${port} is in use: choose another one`, cause)
    : new MatcherError("listen-failed", `cannot listen on port ${port}`, cause);

/** Stops taking requests and cuts those that go on. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
