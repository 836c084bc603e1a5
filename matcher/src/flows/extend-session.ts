/**
 * Extend a session: starts a new one in the place of the old, by a new consent. Only pair blocks,
 * limits and what was spent go on; everything that was chosen is said again.
 */
import { decodeSessionExtension, type SessionStarted } from "@sighej/protocol";
import { faultIn, sameProfile } from "../domain/profile.ts";
import type { Session } from "../domain/session.ts";
import type { LiveHub } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import { newSession, type StartPorts, startedOf } from "./start-session.ts";

export type ExtendPorts = StartPorts & { readonly hub: LiveHub };

export async function extendSession(
  ports: ExtendPorts,
  old: Session,
  body: unknown,
): Promise<Outcome<SessionStarted>> {
  const { venues, sessions, digest, hub } = ports;
  const request = decodeSessionExtension(body);
  if (!request.ok) return deniedFor(request.problem);
  const offer = venues.all.get(old.venue)?.offer;
  if (offer === undefined) return denied({ kind: "unknown-venue" });
  const { session: next, bearer } = newSession(ports, old.venue, request.value);
  const fault = faultIn(next, offer);
  if (fault !== undefined) return denied({ kind: "bad-field", detail: fault });
  // Otherwise extending would be a way around the limit of edits.
  const spends = !sameProfile(old, next);
  const extended = await sessions.extend(old.id, next, digest(bearer), spends);
  if (extended === undefined) return denied({ kind: "bad-bearer" });
  if (extended === "no-edits-left") return denied({ kind: "no-edits-left" });
  // Whoever asks for two hours more is there.
  const session = extended.open ? await answered(ports, extended) : extended;
  venues.tell(old.venue, { kind: "session-gone", session: old.id });
  hub.end(old.id, "extended");
  venues.tell(old.venue, { kind: "session", session });
  return done(startedOf(venues, session, bearer));
}

async function answered({ sessions }: ExtendPorts, session: Session): Promise<Session> {
  if (session.history.ignored === 0) return session;
  const edited = await sessions.edit(session.venue, session.id, { ignored: 0 });
  return typeof edited === "object" ? edited : session;
}
