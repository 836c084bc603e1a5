/**
 * Attendee: every use case that a phone may ask for over HTTP, with its ports filled in.
 */
import {
  parseVenueId,
  type SessionStarted,
  type SessionView,
  type VenueView,
} from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import { type AuthenticatePorts, authenticate } from "./authenticate.ts";
import { type EditPorts, editSession } from "./edit-session.ts";
import { hearTokens } from "./hear-tokens.ts";
import { denied, done, type Outcome } from "./outcome.ts";
import { type StartPorts, startSession, viewOf } from "./start-session.ts";
import { type StopPorts, stopSession } from "./stop-session.ts";
import type { Venues } from "./venues.ts";

export interface AttendeeFlows {
  venue(id: string): Outcome<VenueView>;
  authenticate(bearer: string): Promise<Outcome<Session>>;
  start(body: unknown): Promise<Outcome<SessionStarted>>;
  view(session: Session): SessionView;
  edit(session: Session, body: unknown): Promise<Outcome<SessionView>>;
  stop(session: Session): Promise<void>;
  hear(session: Session, body: unknown): Outcome<undefined>;
}

export const attendeeFlows = (
  ports: AuthenticatePorts & StartPorts & EditPorts & StopPorts,
): AttendeeFlows => ({
  venue: (id) => viewVenue(ports.venues, id),
  authenticate: (bearer) => authenticate(ports, bearer),
  start: (body) => startSession(ports, body),
  view: (session) => viewOf(session, ports.clock()),
  edit: (session, body) => editSession(ports, session, body),
  stop: (session) => stopSession(ports, session),
  hear: (session, body) => hearTokens(ports.venues, session, body),
});

/** What everyone may know of a venue. */
function viewVenue(venues: Venues, text: string): Outcome<VenueView> {
  const id = parseVenueId(text);
  const venue = id.ok ? venues.all.get(id.value) : undefined;
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const { name, interests, carriers } = venue.setup;
  return done({
    venue: venue.setup.id,
    name,
    interests: [...interests],
    carriers: [...carriers],
  });
}
