/**
 * Upgrade: decides whether an HTTP upgrade becomes a connection of ours, before any of it is
 * WebSocket. The bearer comes as a second subprotocol, never in the URL, which proxies log.
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { LIVE_BEARER_PREFIX, LIVE_PROTOCOL } from "@sighej/protocol";
import type { Session } from "../../domain/session.ts";
import type { Count } from "../../ports.ts";

const LIVE_PATH = "/api/v1/live";

/** The session of a bearer, or undefined. Rejects when the store does. */
export type Authenticate = (bearer: string) => Promise<Session | undefined>;

/** A handler for `server.on("upgrade")`. */
export function upgradeOf(
  authenticate: Authenticate,
  hasRoom: () => boolean,
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer, session: Session) => void,
  count: Count,
) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refuse = (status: number) => {
      count(`upgrade-refused-${status}`);
      // Nothing times an upgraded socket out: one whose other side never closes would be held for ever.
      socket.once("finish", () => socket.destroy());
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    };
    socket.on("error", () => socket.destroy());
    const asked = askedIn(request);
    if (typeof asked === "number") refuse(asked);
    else if (!hasRoom()) refuse(503);
    else
      authenticate(asked.bearer).then(
        (session) => {
          if (session === undefined) refuse(401);
          else accept(request, socket, head, session);
        },
        () => refuse(503),
      );
  };
}

/** The bearer of a request for a live connection, or the status to refuse it with. */
function askedIn(request: IncomingMessage): { readonly bearer: string } | number {
  const path = (request.url ?? "").split("?")[0];
  if (path !== LIVE_PATH) return 404;
  if (!isOfOurOrigin(request)) return 403;
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",");
  const protocols = offered.map((each) => each.trim());
  if (!protocols.includes(LIVE_PROTOCOL)) return 400;
  const bearer = protocols.find((each) => each.startsWith(LIVE_BEARER_PREFIX));
  return bearer === undefined ? 401 : { bearer: bearer.slice(LIVE_BEARER_PREFIX.length) };
}

/**
 * A browser names the page that asks; it must come from here (RFC 6455 §10.2). Whoever sends no
 * Origin is no browser, so no foreign page can be behind it.
 */
function isOfOurOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
