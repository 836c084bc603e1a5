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
import type { PushStore } from "../ports.ts";
import { type AnswerPorts, answerNudge, type ComplainPorts, complain } from "./answer-nudge.ts";
import { authenticateRequest, type RequestPorts } from "./authenticate.ts";
import type { Batteries } from "./batteries.ts";
import { bindCarrier, type CarrierPorts, releaseCarrier } from "./bind-carrier.ts";
import { type EditPorts, editSession } from "./edit-session.ts";
import { type ExtendPorts, extendSession } from "./extend-session.ts";
import { hearTokens } from "./hear-tokens.ts";
import { denied, done, type Outcome } from "./outcome.ts";
import { startSession, viewOf } from "./start-session.ts";
import { type StopPorts, stopSession } from "./stop-session.ts";
import { subscribePush, unsubscribePush } from "./subscribe-push.ts";
import type { Venues } from "./venues.ts";

export interface AttendeeFlows {
  venue(id: string): Outcome<VenueView>;
  tellBattery(venue: string, body: unknown, address: string): Outcome<undefined>;
  authenticate(bearer: string): Promise<Outcome<Session>>;
  start(body: unknown, address: string): Promise<Outcome<SessionStarted>>;
  extend(session: Session, body: unknown): Promise<Outcome<SessionStarted>>;
  view(session: Session): SessionView;
  edit(session: Session, body: unknown): Promise<Outcome<SessionView>>;
  stop(session: Session): Promise<void>;
  bind(session: Session, body: unknown, address: string): Promise<Outcome<SessionView>>;
  release(session: Session, kind: string): Promise<Outcome<SessionView>>;
  hear(session: Session, body: unknown): Outcome<undefined>;
  answer(session: Session, nudge: string, body: unknown): Promise<Outcome<undefined>>;
  subscribe(session: Session, body: unknown): Promise<Outcome<undefined>>;
  unsubscribe(session: Session): Promise<void>;
  complain(session: Session, body: unknown): Promise<Outcome<undefined>>;
}

export type AttendeePorts = RequestPorts &
  ExtendPorts &
  EditPorts &
  CarrierPorts &
  StopPorts &
  AnswerPorts &
  ComplainPorts & {
    readonly pushes: PushStore;
    readonly batteries: Pick<Batteries, "tell">;
    /** The public half of the keys that pushes are signed with; undefined where none are sent. */
    readonly pushKey: string | undefined;
  };

export const attendeeFlows = (ports: AttendeePorts): AttendeeFlows => ({
  venue: (id) => viewVenue(ports.venues, ports.pushKey, id),
  tellBattery: (id, body, address) => ports.batteries.tell(id, body, address),
  authenticate: (bearer) => authenticateRequest(ports, bearer),
  start: (body, address) => startSession(ports, body, address),
  extend: (session, body) => extendSession(ports, session, body),
  view: (session) => viewOf(ports.venues, session, ports.clock()),
  edit: (session, body) => editSession(ports, session, body),
  stop: (session) => stopSession(ports, session),
  bind: (session, body, address) => bindCarrier(ports, session, body, address),
  release: (session, kind) => releaseCarrier(ports, session, kind),
  hear: (session, body) => hearTokens(ports.venues, session, body),
  answer: (session, nudge, body) => answerNudge(ports, session, nudge, body),
  subscribe: (session, body) => subscribePush(ports.pushes, session, body),
  unsubscribe: (session) => unsubscribePush(ports.pushes, session),
  complain: (session, body) => complain(ports, session, body),
});

/** What everyone may know of a venue. */
function viewVenue(venues: Venues, pushKey: string | undefined, text: string): Outcome<VenueView> {
  const id = parseVenueId(text);
  const venue = id.ok ? venues.live(id.value) : undefined;
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const { name, interests, ownInterests = [], carriers, zones, legal } = venue.setup;
  const own = ownInterests.filter(({ id }) => interests.includes(id));
  return done({
    venue: venue.setup.id,
    name,
    interests: [...interests],
    ...(own.length === 0 ? {} : { ownInterests: own }),
    zones: zones.map((zone) => ({ id: zone.id, name: zone.name ?? zone.id })),
    carriers: [...carriers],
    rolePairs: [...venue.offer.rolePairs],
    needsCode: venue.codes !== undefined,
    ...(legal?.controller === undefined ? {} : { controller: { ...legal.controller } }),
    ...(pushKey === undefined ? {} : { pushKey }),
  });
}
