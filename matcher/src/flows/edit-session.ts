/**
 * Edit a session: other interests, another language, open to talk or not.
 */
import { decodeSessionEdit, type SessionView } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { Clock, SessionChange, SessionStore } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import { notOnTheList, viewOf } from "./start-session.ts";
import type { Venues } from "./venues.ts";

export interface EditPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly clock: Clock;
}

export async function editSession(
  { venues, sessions, clock }: EditPorts,
  session: Session,
  body: unknown,
): Promise<Outcome<SessionView>> {
  const request = decodeSessionEdit(body);
  if (!request.ok) return deniedFor(request.problem);
  const listed = venues.all.get(session.venue)?.interests;
  if (listed === undefined) return denied({ kind: "unknown-venue" });
  const { interests, language, open } = request.value;
  if (interests?.some((each) => !listed.has(each))) return notOnTheList;
  const change: SessionChange = {
    ...(interests === undefined ? {} : { interests }),
    ...(language === undefined ? {} : { language }),
    ...(open === undefined ? {} : { open }),
  };
  const edited = await sessions.edit(session.venue, session.id, change);
  if (edited === undefined) return denied({ kind: "bad-bearer" });
  venues.tell(edited.venue, { kind: "session", session: edited });
  return done(viewOf(edited, clock()));
}
