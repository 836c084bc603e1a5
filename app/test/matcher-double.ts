/**
 * Matcher double: a real HTTP and WebSocket server on loopback that speaks the matcher's interface
 * for one venue, as far as the page asks, and can be told to fail. For tests only: the page must not
 * import the matcher.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import {
  type Bearer,
  bearerOf,
  decodeBeaconKey,
  decodePhoneMessage,
  decodeSessionEdit,
  decodeSessionStart,
  encodeMatcherMessage,
  encodeSessionStarted,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type MatcherMessage,
  NUDGE_LIFE,
  type Nudge,
  type NudgeId,
  nudgeIdOf,
  parseZoneId,
  SESSION_LIFE,
  type SessionStarted,
  sessionIdOf,
  unixMs,
  type VenueView,
} from "@sighej/protocol";
import type * as ws from "ws";
import { certain, plain, venue } from "./made-up.ts";

/** Required, not imported: an import would find what ws has for browsers, which is nothing. */
const { WebSocketServer } = createRequire(import.meta.url)("ws") as typeof ws;

export interface MatcherDouble {
  readonly origin: string;
  readonly venue: VenueView;
  readonly sessions: ReadonlyMap<Bearer, SessionStarted>;
  /** "METHOD path", in order, as they came. */
  readonly asked: readonly string[];
  readonly shown: readonly NudgeId[];
  /** Answer everything with this status, or hang up on it, or (undefined) work. */
  fails: number | "hang-up" | "silence" | undefined;
  /** Fail in the words of something that is no matcher. */
  strange: boolean;
  badgeFails: boolean;
  send(message: MatcherMessage): void;
  sendText(text: string): void;
  /** Sends it as a matcher does: again at every connection, until it is acknowledged. */
  nudge(phrase: string): Nudge;
  cut(): void;
  readonly connections: number;
  stop(): Promise<void>;
}

const zone = certain(parseZoneId("hall"));
const now = () => unixMs(Date.now());

export async function startMatcherDouble(): Promise<MatcherDouble> {
  const sessions = new Map<Bearer, SessionStarted>();
  const asked: string[] = [];
  const shown: NudgeId[] = [];
  const unacknowledged = new Map<NudgeId, Nudge>();
  const sockets = new Set<ws.WebSocket>();
  const server = createServer((request, response) => void answer(request, response));
  const live = new WebSocketServer({ noServer: true, handleProtocols: () => LIVE_PROTOCOL });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    asked.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    if (double.fails === "silence") return;
    if (double.fails === "hang-up") return void request.socket.destroy();
    const [status, told] = double.fails ? [double.fails] : route(request, body);
    const value = status < 400 ? told : { type: "/problems/double", title: "No.", status };
    if (double.fails && double.strange) return void response.writeHead(status).end("<p>No.</p>");
    response.writeHead(status, { "content-type": "application/json" });
    response.end(value === undefined ? undefined : JSON.stringify(value));
  }

  function route(request: IncomingMessage, body: unknown): [number, unknown?] {
    const bearer = (request.headers.authorization ?? "").slice("Bearer ".length) as Bearer;
    const session = sessions.get(bearer);
    switch (`${request.method} ${request.url}`) {
      case `GET /api/v1/venue/${venue.venue}`:
        return [200, venue];
      case "POST /demo/badge":
      case "DELETE /demo/badge":
        return [double.badgeFails ? 502 : 204];
      case "POST /api/v1/session":
        return [201, encodeSessionStarted(open(body))];
    }
    if (request.url !== "/api/v1/session") return [404];
    if (session === undefined) return [401];
    if (request.method === "DELETE") {
      sessions.delete(bearer);
      return [204];
    }
    if (request.method === "PATCH") {
      const edit = certain(decodeSessionEdit(body));
      sessions.set(bearer, { ...session, ...edit } as SessionStarted);
    }
    const { bearer: _, beaconKey: __, ...view } = { ...session, ...sessions.get(bearer) };
    return [200, { ...view, serverTime: now() }];
  }

  function open(body: unknown): SessionStarted {
    const { venue: at, interests, language, open } = certain(decodeSessionStart(body));
    const started: SessionStarted = {
      session: sessionIdOf(randomBytes(16)),
      venue: at,
      interests,
      language,
      open,
      ...plain,
      serverTime: now(),
      expiresAt: unixMs(now() + SESSION_LIFE),
      bearer: bearerOf(randomBytes(32)),
      beaconKey: certain(decodeBeaconKey(new Uint8Array(randomBytes(32)))),
    };
    sessions.set(started.bearer, started);
    return started;
  }

  server.on("upgrade", (request, socket, head) => {
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(/, */);
    const bearer = offered.find((each) => each.startsWith(LIVE_BEARER_PREFIX));
    const session = sessions.get(bearer?.slice(LIVE_BEARER_PREFIX.length) as Bearer);
    if (double.fails !== undefined) return void socket.destroy();
    if (session === undefined || !offered.includes(LIVE_PROTOCOL))
      return void socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    live.handleUpgrade(request, socket, head, (connection) => {
      sockets.add(connection);
      connection.on("close", () => sockets.delete(connection));
      connection.on("message", (text) => {
        const { type, nudge } = certain(decodePhoneMessage(text.toString()));
        if (type === "shown") shown.push(nudge);
        unacknowledged.delete(nudge);
      });
      const { expiresAt } = session;
      connection.send(encodeMatcherMessage({ type: "ready", serverTime: now(), expiresAt }));
      for (const nudge of unacknowledged.values())
        connection.send(encodeMatcherMessage({ type: "nudge", nudge }));
    });
  });

  const sendText = (text: string): void => {
    for (const socket of sockets) socket.send(text);
  };
  const send = (message: MatcherMessage): void => sendText(encodeMatcherMessage(message));

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const double: MatcherDouble = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    venue,
    sessions,
    asked,
    shown,
    fails: undefined,
    strange: false,
    badgeFails: false,
    send,
    sendText,
    nudge(phrase) {
      const expiresAt = unixMs(now() + NUDGE_LIFE);
      const nudge = { id: nudgeIdOf(randomBytes(16)), phrase, zone, expiresAt };
      unacknowledged.set(nudge.id, nudge);
      send({ type: "nudge", nudge });
      return nudge;
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    get connections() {
      return sockets.size;
    },
    async stop() {
      for (const socket of sockets) socket.terminate();
      live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}
