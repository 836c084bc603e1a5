/**
 * Hub: the WebSocket connections of phones, by session. At most four a session, each kept alive by
 * pings and cut when it reads too slowly.
 */
import type { Server } from "node:http";
import {
  decodePhoneMessage,
  encodeMatcherMessage,
  LIVE_MESSAGE_MAX_BYTES,
  LIVE_PROTOCOL,
  type MatcherMessage,
  type NudgeId,
  type PhoneMessage,
  type Reply,
  type SessionId,
  seconds,
} from "@sighej/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import type { Session } from "../../domain/session.ts";
import type { Count, LiveHub } from "../../ports.ts";
import { type Authenticate, upgradeOf } from "./upgrade.ts";

/** What the hub asks of the flows. */
export interface HubFlows {
  readonly authenticate: Authenticate;
  greet(session: Session, send: (message: MatcherMessage) => void): Promise<void>;
  shown(session: Session, nudge: NudgeId): Promise<void>;
  answer(session: Session, nudge: NudgeId, reply: Reply): Promise<void>;
}

/** One phone with some tabs. The oldest makes room: it is the likeliest to be dead. */
const SOCKETS_PER_SESSION = 4;
/** All sockets: a full venue, twice over; 6 kB each, so 240 MB in the worst case. */
const SOCKETS_AT_MOST = 40_000;
/** Below the minute after which the usual proxies drop a silent connection. */
const PING_EVERY = seconds(25);
/** Our messages are under 500 bytes: whoever has a hundred of them unread is gone or hostile. */
const UNREAD_AT_MOST = 50_000;
/** A phone says "shown" and answers twice a nudge; more messages than this between two pings are no phone. */
const MESSAGES_AT_MOST = 60;

/** RFC 6455 §7.4.1. */
const NORMAL = 1_000;
const GOING_AWAY = 1_001;
const UNSUPPORTED = 1_003;
const POLICY_VIOLATION = 1_008;

/** A phone that is there answers a close within a round trip. */
const FAREWELL = seconds(1);

interface Line {
  readonly socket: WebSocket;
  readonly session: Session;
  answered: boolean;
  messages: number;
}

export interface Hub extends LiveHub {
  /** Says good-bye; whoever does not answer in a second is cut off. */
  stop(): Promise<void>;
}

/** Takes over the upgrades of `server`. The flows may use the hub, so they are given a thunk. */
export function startHub(server: Server, flows: () => HubFlows, count: Count): Hub {
  const lines = new Map<SessionId, Line[]>();
  let total = 0;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIVE_MESSAGE_MAX_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => LIVE_PROTOCOL,
  });
  const upgrade = upgradeOf(
    (text) => flows().authenticate(text),
    () => total < SOCKETS_AT_MOST,
    (request, socket, head, session) =>
      sockets.handleUpgrade(request, socket, head, (each) => open(each, session)),
    count,
  );
  server.on("upgrade", upgrade);

  const send = (line: Line, message: MatcherMessage) => {
    if (line.socket.bufferedAmount > UNREAD_AT_MOST) {
      count("socket-too-slow");
      line.socket.terminate();
    } else line.socket.send(encodeMatcherMessage(message));
  };
  const close = (line: Line, code: number) => {
    if (line.socket.readyState === line.socket.OPEN) line.socket.close(code);
    forget(line);
  };
  const forget = (line: Line) => {
    const own = lines.get(line.session.id);
    if (!own?.includes(line)) return;
    total--;
    const rest = own.filter((each) => each !== line);
    if (rest.length > 0) lines.set(line.session.id, rest);
    else lines.delete(line.session.id);
  };

  function open(socket: WebSocket, session: Session): void {
    const line: Line = { socket, session, answered: true, messages: 0 };
    const own = lines.get(session.id) ?? [];
    lines.set(session.id, [...own, line]);
    total++;
    count("socket-opened");
    const [oldest] = own;
    if (oldest !== undefined && own.length >= SOCKETS_PER_SESSION) close(oldest, POLICY_VIOLATION);
    socket.on("error", () => count("socket-failed"));
    socket.on("close", () => forget(line));
    socket.on("pong", () => {
      line.answered = true;
    });
    socket.on("message", (bytes: Buffer, isBinary: boolean) => {
      if (isBinary) close(line, UNSUPPORTED);
      else if (++line.messages > MESSAGES_AT_MOST) close(line, POLICY_VIOLATION);
      else receive(line, bytes.toString("utf8"));
    });
    settle(flows().greet(session, (message) => send(line, message)));
  }

  function receive(line: Line, text: string): void {
    const message = decodePhoneMessage(text);
    if (message.ok) settle(take(line.session, message.value));
    else {
      count(`message-${message.problem.kind}`);
      close(line, POLICY_VIOLATION);
    }
  }

  const take = (session: Session, message: PhoneMessage): Promise<void> =>
    message.type === "shown"
      ? flows().shown(session, message.nudge)
      : flows().answer(session, message.nudge, message.answer);

  /** The store failed: the phone connects again, or is sent the nudge again. */
  const settle = (done: Promise<void>) => {
    done.catch(() => count("live-failed"));
  };

  const pings = setInterval(() => {
    for (const line of [...lines.values()].flat()) {
      if (!line.answered) line.socket.terminate();
      line.answered = false;
      line.messages = 0;
      line.socket.ping();
    }
  }, PING_EVERY);
  pings.unref();

  const end: LiveHub["end"] = (session, reason) => {
    for (const line of lines.get(session) ?? []) {
      send(line, { type: "ended", reason });
      close(line, NORMAL);
    }
  };

  return {
    send: (session, message) => {
      const own = lines.get(session) ?? [];
      for (const line of own) send(line, message);
      return own.length;
    },
    end,
    endExpired: (now) => {
      for (const [id, [line]] of lines)
        if (line !== undefined && now >= line.session.expiresAt) end(id, "expired");
    },
    has: (session) => lines.has(session),
    *connected() {
      for (const [session, [line]] of lines)
        if (line !== undefined) yield { session, venue: line.session.venue };
    },
    stop: async () => {
      clearInterval(pings);
      server.off("upgrade", upgrade);
      sockets.close();
      const open = [...sockets.clients];
      for (const socket of open) socket.close(GOING_AWAY);
      const cut = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, FAREWELL);
      await Promise.all(open.map(closed));
      clearTimeout(cut);
    },
  };
}

const closed = (socket: WebSocket): Promise<void> =>
  socket.readyState === socket.CLOSED
    ? Promise.resolve()
    : new Promise((resolve) => socket.once("close", () => resolve()));
