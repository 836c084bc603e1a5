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
  type BatteryReading,
  type Bearer,
  bearerOf,
  type CarrierBinding,
  decodeBatteryReading,
  decodeBeaconKey,
  decodeCarrierBinding,
  decodeHeardTokens,
  decodeNudgeAnswer,
  decodePhoneMessage,
  decodeSessionEdit,
  decodeSessionExtension,
  decodeSessionStart,
  encodeMatcherMessage,
  encodeSessionStarted,
  type HeldCarrier,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type MatcherMessage,
  minutes,
  NUDGE_LIFE,
  type Nudge,
  type NudgeId,
  nudgeIdOf,
  type Reply,
  SESSION_LIFE,
  type SessionExtension,
  type SessionStarted,
  sessionIdOf,
  tokenText,
  unixMs,
  untilNextEpoch,
  type VenueView,
} from "@sighej/protocol";
import type * as ws from "ws";
import { certain, plain, venue, zone } from "./made-up.ts";

/** Required, not imported: an import would find what ws has for browsers, which is nothing. */
const { WebSocketServer } = createRequire(import.meta.url)("ws") as typeof ws;

export interface MatcherDouble {
  readonly origin: string;
  readonly venue: VenueView;
  readonly sessions: ReadonlyMap<Bearer, SessionStarted>;
  /** "METHOD path", in order, as they came. */
  readonly asked: readonly string[];
  readonly shown: readonly NudgeId[];
  /** What was said over HTTP, in order. */
  readonly said: readonly (readonly [nudge: string, answer: Reply])[];
  /** The tokens that phones heard, a list for each time they told. */
  readonly heard: readonly (readonly string[])[];
  /** What was told of badges, and whose bearer came with it. */
  readonly batteries: readonly (BatteryReading & { readonly bearer: string })[];
  /** What the venue is besides what it always is. */
  more: Partial<VenueView>;
  /** Answer everything with this status, or hang up on it, or (undefined) work. */
  fails: number | "hang-up" | "silence" | undefined;
  /** Fail in the words of something that is no matcher. */
  strange: boolean;
  badgeFails: boolean;
  /** What a session that is extended is told of its end; another replica may only know that it is gone. */
  endsAs: "extended" | "stopped";
  /** How far its clock is before the real one, ms. */
  ahead: number;
  send(message: MatcherMessage): void;
  sendText(text: string): void;
  /** Sends it as a matcher does: again at every connection, until it is acknowledged. */
  nudge(phrase: string): Nudge;
  cut(): void;
  readonly connections: number;
  stop(): Promise<void>;
}

export async function startMatcherDouble(): Promise<MatcherDouble> {
  const now = () => unixMs(Date.now() + double.ahead);
  const sessions = new Map<Bearer, SessionStarted>();
  const asked: string[] = [];
  const shown: NudgeId[] = [];
  const said: [string, Reply][] = [];
  const heard: string[][] = [];
  const batteries: (BatteryReading & { readonly bearer: string })[] = [];
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
        return [200, { ...venue, ...double.more }];
      case "POST /demo/badge":
      case "DELETE /demo/badge":
        return [double.badgeFails ? 502 : 204];
      case `POST /api/v1/venue/${venue.venue}/battery`:
        batteries.push({ ...certain(decodeBatteryReading(body)), bearer });
        return [double.badgeFails ? 502 : 204];
      case "POST /api/v1/session":
        return opened(body);
    }
    if (session === undefined) return [401];
    const asked = /^\/api\/v1\/nudge\/([^/]+)\/answer$/.exec(request.url ?? "")?.[1];
    if (asked !== undefined) {
      said.push([asked, certain(decodeNudgeAnswer(body)).answer]);
      return [202];
    }
    if (request.url === "/api/v1/report") return [202];
    if (request.url === "/api/v1/match") {
      heard.push(certain(decodeHeardTokens(body)).tokens.map(tokenText));
      return [202];
    }
    if (request.url === "/api/v1/session/push") return [204];
    if (request.url === "/api/v1/session/extend") {
      const started = begin({ ...certain(decodeSessionExtension(body)), venue: session.venue });
      sessions.delete(bearer);
      send({ type: "ended", reason: double.endsAs });
      return [201, encodeSessionStarted(started)];
    }
    if (request.url === "/api/v1/session/carrier") {
      const bound = { ...session, carriers: [heldBy(certain(decodeCarrierBinding(body)))] };
      sessions.set(bearer, bound);
      return [200, viewOf(bound)];
    }
    if (request.method === "DELETE" && request.url?.startsWith("/api/v1/session/carrier/")) {
      sessions.set(bearer, { ...session, carriers: [] });
      return [200, viewOf({ ...session, carriers: [] })];
    }
    if (request.url !== "/api/v1/session") return [404];
    if (request.method === "DELETE") {
      sessions.delete(bearer);
      return [204];
    }
    if (request.method === "PATCH") {
      const { pauseMinutes, role, ...edit } = certain(decodeSessionEdit(body));
      const pausedUntil =
        pauseMinutes !== undefined
          ? unixMs(now() + minutes(pauseMinutes))
          : edit.open === true
            ? unixMs(0)
            : session.pausedUntil;
      const edited = { ...session, ...edit, ...(role ? { role } : {}), pausedUntil };
      sessions.set(bearer, edited as SessionStarted);
    }
    return [200, viewOf({ ...session, ...sessions.get(bearer) })];
  }

  const viewOf = ({ bearer: _, beaconKey: __, ...view }: SessionStarted): unknown => ({
    ...view,
    serverTime: now(),
  });

  function heldBy(binding: CarrierBinding): HeldCarrier {
    const until = unixMs(now() + minutes(20));
    if (binding.kind !== "zone-code") return { kind: binding.kind, id: binding.id, until };
    return { kind: binding.kind, zone, until };
  }

  function opened(body: unknown): [number, unknown?] {
    const start = certain(decodeSessionStart(body));
    if (double.more.needsCode && start.code !== "SESAME") return [403];
    return [201, encodeSessionStarted(begin(start))];
  }

  function begin(chosen: SessionExtension & { venue: VenueView["venue"] }): SessionStarted {
    const { venue: at, interests, stars = [], approach = "open", role, language, open } = chosen;
    const started: SessionStarted = {
      session: sessionIdOf(randomBytes(16)),
      ...plain,
      venue: at,
      interests,
      stars,
      approach,
      ...(role === undefined ? {} : { role }),
      language,
      open,
      serverTime: now(),
      nextEpochAt: unixMs(now() + untilNextEpoch(now())),
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
    said,
    heard,
    batteries,
    more: {},
    fails: undefined,
    strange: false,
    badgeFails: false,
    endsAs: "extended",
    ahead: 0,
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
