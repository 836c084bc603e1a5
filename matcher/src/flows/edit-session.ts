/**
 * Edit a session: other interests, stars or role; approach, language, open to talk or not, a pause.
 */
import {
  after,
  decodeSessionEdit,
  minutes,
  type SessionEdit,
  type SessionView,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { editedProfile, faultIn, sameProfile } from "../domain/profile.ts";
import type { Session } from "../domain/session.ts";
import type { Clock, SessionChange, SessionStore } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import { viewOf } from "./start-session.ts";
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
  const offer = venues.all.get(session.venue)?.offer;
  if (offer === undefined) return denied({ kind: "unknown-venue" });
  const change = changeOf(session, request.value, clock());
  const fault = change.profile && faultIn(change.profile, offer);
  if (fault !== undefined) return denied({ kind: "bad-field", detail: fault });
  const edited = await sessions.edit(session.venue, session.id, change);
  if (edited === undefined) return denied({ kind: "bad-bearer" });
  if (edited === "no-edits-left") return denied({ kind: "no-edits-left" });
  venues.tell(edited.venue, { kind: "session", session: edited });
  return done(viewOf(venues, edited, clock()));
}

/** What is the same as before spends no edit, so a repeated request does no harm. */
function changeOf(session: Session, edit: SessionEdit, now: UnixMs): SessionChange {
  const { approach, language, open, pauseMinutes } = edit;
  const profile = editedProfile(session, edit);
  return {
    ...(sameProfile(session, profile) ? {} : { profile }),
    ...(approach === undefined ? {} : { approach }),
    ...(language === undefined ? {} : { language }),
    ...(open === undefined ? {} : { open }),
    ...(open === true ? { pausedUntil: unixMs(0), ignored: 0 as const } : {}),
    ...(pauseMinutes === undefined ? {} : { pausedUntil: after(now, minutes(pauseMinutes)) }),
  };
}
