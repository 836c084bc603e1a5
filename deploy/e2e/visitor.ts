/**
 * Visitor: a scripted attendee who uses a venue over HTTP and WebSocket, as the app does.
 */
import { once } from "node:events";
import {
  CONSENT_VERSION,
  type Decoded,
  decodeMatcherMessage,
  decodeSessionStarted,
  encodePhoneMessage,
  encodeSimulatedBinding,
  type InterestId,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type Nudge,
  type SessionStarted,
  type VenueId,
} from "@sighej/protocol";
import { WebSocket } from "ws";

export interface Visitor {
  readonly session: SessionStarted;
  /** Every nudge that arrived, each time that it arrived. */
  readonly nudges: readonly Nudge[];
  /** The first nudge, now or when it comes. */
  nudged(): Promise<Nudge>;
  /** Changes interests, or opens or closes to talk, as the app does. */
  edit(change: { readonly interests?: readonly string[]; readonly open?: boolean }): Promise<void>;
  /** Ends the session: what the app's "Stop and delete" does. */
  leave(): Promise<void>;
  close(): void;
}

export interface Visit {
  readonly app: URL;
  readonly venue: VenueId;
  readonly interests: readonly string[];
}

export function must<T>(result: Decoded<T>): T {
  if (!result.ok) throw new Error(`${result.problem.kind}: ${result.problem.detail}`);
  return result.value;
}

export async function visit({ app, venue, interests }: Visit): Promise<Visitor> {
  const session = await startSession(app, {
    venue,
    interests: interests as readonly InterestId[],
    consent: { version: CONSENT_VERSION, given: true },
  });
  const live = new URL("/api/v1/live", app);
  live.protocol = "ws:";
  const socket = new WebSocket(live, [LIVE_PROTOCOL, `${LIVE_BEARER_PREFIX}${session.bearer}`]);
  const nudges: Nudge[] = [];
  const waiting: ((nudge: Nudge) => void)[] = [];
  socket.on("message", (text) => {
    const message = must(decodeMatcherMessage(String(text)));
    if (message.type !== "nudge") return;
    nudges.push(message.nudge);
    socket.send(encodePhoneMessage({ type: "shown", nudge: message.nudge.id }));
    for (const tell of waiting.splice(0)) tell(message.nudge);
  });
  await once(socket, "open");
  const ask = async (method: string, expected: number, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${session.bearer}`,
      "content-type": "application/json",
    };
    const answer = await fetch(new URL("/api/v1/session", app), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status !== expected) throw new Error(`${method} was answered ${answer.status}`);
  };
  return {
    session,
    nudges,
    nudged: () =>
      new Promise((resolve) => {
        const [first] = nudges;
        if (first === undefined) waiting.push(resolve);
        else resolve(first);
      }),
    edit: (change) => ask("PATCH", 200, change),
    leave: () => ask("DELETE", 204),
    close: () => socket.close(),
  };
}

async function startSession(app: URL, body: unknown): Promise<SessionStarted> {
  const answer = await fetch(new URL("/api/v1/session", app), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
  return must(decodeSessionStarted(await answer.json()));
}

/** Hands the beacon key to the demo's simulated badge, as the app does. */
export async function bindBadge(app: URL, path: string, session: SessionStarted): Promise<void> {
  const { venue, beaconKey, expiresAt } = session;
  const answer = await fetch(new URL(path, app), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(encodeSimulatedBinding({ venue, beaconKey, expiresAt })),
  });
  if (answer.status !== 204) throw new Error(`the badge answered ${answer.status}`);
}
