/**
 * Phone: a scripted attendee whose connection comes back by itself, from an address and with a user
 * agent of its own, so that a test can look for both.
 */
import { once } from "node:events";
import { request } from "node:http";
import {
  CONSENT_VERSION,
  type Cue,
  decodeMatcherMessage,
  decodeSessionStarted,
  type Ending,
  encodePhoneMessage,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type Nudge,
  type NudgeId,
  type Reply,
  type SessionStarted,
  type VenueId,
} from "@sighej/protocol";
import { WebSocket } from "ws";
import { must } from "./visitor.ts";

export interface PhoneLines {
  readonly matcher: URL;
  readonly venue: VenueId;
  readonly interests: readonly string[];
  /** Sent with every request. */
  readonly userAgent?: string;
  /** Loopback address to call from. */
  readonly from?: string;
}

export interface Phone {
  readonly session: SessionStarted;
  /** Nudges by id, each once, however often it came. */
  readonly nudges: ReadonlyMap<NudgeId, Nudge>;
  readonly cues: ReadonlyMap<NudgeId, Cue>;
  /** Why the session was over, once the matcher has said so. */
  ending(): Ending | undefined;
  answer(nudge: NudgeId, reply: Reply): void;
  /** An own request; its status and body. */
  ask(method: string, path: string, body?: unknown): Promise<Answered>;
  /** Lets go of its connection for good; the session stays. */
  close(): void;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Sooner than the app would: a test waits for it. */
const RECONNECT_AFTER_MS = 200;

export async function openPhone(lines: PhoneLines): Promise<Phone> {
  const started = await ask(lines, "POST", "/api/v1/session", {
    venue: lines.venue,
    interests: lines.interests,
    consent: { version: CONSENT_VERSION, given: true },
  });
  if (started.status !== 201) throw new Error(`no session: ${started.status} ${started.text}`);
  const session = must(decodeSessionStarted(JSON.parse(started.text)));
  const nudges = new Map<NudgeId, Nudge>();
  const cues = new Map<NudgeId, Cue>();
  let ending: Ending | undefined;
  let socket: WebSocket | undefined;
  let closed = false;

  const connect = (): WebSocket => {
    const live = new URL("/api/v1/live", lines.matcher);
    live.protocol = "ws:";
    const protocols = [LIVE_PROTOCOL, `${LIVE_BEARER_PREFIX}${session.bearer}`];
    const next = new WebSocket(live, protocols, {
      headers: { "user-agent": lines.userAgent ?? "phone" },
      ...(lines.from === undefined ? {} : { localAddress: lines.from }),
    });
    next.on("message", (text) => {
      const message = must(decodeMatcherMessage(String(text)));
      if (message.type === "nudge") {
        nudges.set(message.nudge.id, message.nudge);
        next.send(encodePhoneMessage({ type: "shown", nudge: message.nudge.id }));
      } else if (message.type === "cue") cues.set(message.cue.nudge, message.cue);
      else if (message.type === "ended") ending = message.reason;
    });
    next.on("error", () => undefined);
    next.on("close", () => {
      if (closed || ending !== undefined) return;
      setTimeout(() => {
        if (!closed) socket = connect();
      }, RECONNECT_AFTER_MS);
    });
    return next;
  };
  socket = connect();
  await once(socket, "open");

  return {
    session,
    nudges,
    cues,
    ending: () => ending,
    answer: (nudge, reply) =>
      socket?.send(encodePhoneMessage({ type: "answer", nudge, answer: reply })),
    ask: (method, path, body) => ask(lines, method, path, body, session.bearer),
    close: () => {
      closed = true;
      socket?.close();
    },
  };
}

function ask(
  { matcher, userAgent = "phone", from }: PhoneLines,
  method: string,
  path: string,
  body?: unknown,
  bearer?: string,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, matcher),
      {
        method,
        agent: false,
        headers: {
          "user-agent": userAgent,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
