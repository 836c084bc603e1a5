/**
 * Authenticate: turns the bearer of a request into its live session.
 */
import { parseBearer } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { Clock, Digest, SessionStore } from "../ports.ts";
import type { Gate } from "./gate.ts";
import { denied, done, type Outcome } from "./outcome.ts";

export interface AuthenticatePorts {
  readonly sessions: SessionStore;
  readonly digest: Digest;
  readonly clock: Clock;
}

/** An absent, malformed, foreign and expired bearer all look alike from outside. */
export async function authenticate(
  { sessions, digest, clock }: AuthenticatePorts,
  text: unknown,
): Promise<Outcome<Session>> {
  const bearer = parseBearer(text);
  const session = bearer.ok ? await sessions.findByBearer(digest(bearer.value)) : undefined;
  return session !== undefined && clock() < session.expiresAt
    ? done(session)
    : denied({ kind: "bad-bearer" });
}

export type RequestPorts = AuthenticatePorts & {
  /** Requests by session. */
  readonly sessionGate: Gate;
};

/** The same for one of many requests, of which a session may make only so many. */
export async function authenticateRequest(
  ports: RequestPorts,
  text: unknown,
): Promise<Outcome<Session>> {
  const session = await authenticate(ports, text);
  return !session.ok || ports.sessionGate.passes(session.value.id, ports.clock())
    ? session
    : denied({ kind: "too-many-requests" });
}
