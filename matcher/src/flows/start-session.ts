/**
 * Start a session: turns a venue, interests and a consent into a session, told once with its
 * bearer and beacon key.
 */
import {
  after,
  BEACON_KEY_BYTES,
  BEARER_BYTES,
  type Bearer,
  bearerOf,
  type DurationMs,
  decodeBeaconKey,
  decodeSessionStart,
  EDITS_MAX,
  SESSION_ID_BYTES,
  type SessionExtension,
  type SessionStarted,
  type SessionView,
  sessionIdOf,
  type UnixMs,
  unixMs,
  untilNextEpoch,
  type VenueId,
} from "@sighej/protocol";
import type { Contribute } from "../aggregate-ports.ts";
import { admissionOf } from "../domain/admission.ts";
import { interestCellsOf } from "../domain/aggregate/cells.ts";
import { freshLedger } from "../domain/aggregate/ledger.ts";
import { heldBy } from "../domain/carrier.ts";
import { isAsked } from "../domain/choosing/limits.ts";
import { faultIn } from "../domain/profile.ts";
import { noHistory, type Session } from "../domain/session.ts";
import type { Clock, Digest, Random, SessionStore } from "../ports.ts";
import type { Gate } from "./gate.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface StartPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly digest: Digest;
  readonly random: Random;
  readonly clock: Clock;
  readonly addressGate: Gate;
  readonly codeGate: Gate;
  readonly stockGate: Gate;
  readonly contribute: Contribute;
  /** How long a session lives, SESSION_LIFE at most. */
  readonly sessionLife: DurationMs;
}

/**
 * Starts with one badge or tag, which is in one hand at a time: enough to start again and to hand it
 * on, and too few for one that was photographed to open a crowd.
 */
export const STOCK_LIMITS = { burst: 5, perSecond: 1 / 1_200, most: 10_000 };

/** `address`: where the request came from; used for the gate alone. */
export async function startSession(
  ports: StartPorts,
  body: unknown,
  address: string,
): Promise<Outcome<SessionStarted>> {
  const { venues, sessions, digest, clock } = ports;
  // Before anything else: a wrong code counts too.
  if (!ports.addressGate.passes(address, clock())) return denied({ kind: "too-many-starts" });
  const request = decodeSessionStart(body);
  if (!request.ok) return deniedFor(request.problem);
  const { venue: id, code, ...wanted } = request.value;
  const venue = venues.live(id);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const refusal = admission(ports, venue, code);
  if (refusal !== undefined) return denied(refusal);
  const made = newSession(ports, id, wanted);
  const fault = faultIn(made.session, venue.offer);
  if (fault !== undefined) return denied({ kind: "bad-field", detail: fault });
  const { session, bearer } = made;
  if ((await sessions.create(session, digest(bearer))) === "full")
    return denied({ kind: "venue-full" });
  // It may have been archived meanwhile, after everybody was sent out.
  if (venues.live(id) === undefined) {
    await sessions.remove(id, session.id);
    return denied({ kind: "unknown-venue" });
  }
  venues.tell(id, { kind: "session", session });
  ports.contribute(id, session.id, interestCellsOf(session));
  return done(startedOf(venues, session, bearer));
}

/** Why a code does not let in. A wrong, a disabled and a missing one look alike. */
function admission(
  { codeGate, stockGate, clock }: Pick<StartPorts, "codeGate" | "stockGate" | "clock">,
  { setup, codes, screens, floor }: Venue,
  code: string | undefined,
) {
  if (codes === undefined) return undefined;
  const now = clock();
  const admitted = admissionOf({ codes, screens, stock: floor.plan.stock }, code ?? "", now);
  if (admitted === undefined) return { kind: "bad-code" } as const;
  const gate = admitted.from === "stock" ? stockGate : codeGate;
  return gate.passes(`${setup.id} ${admitted.key}`, now)
    ? undefined
    : ({ kind: "too-many-starts" } as const);
}

/** A session that begins now, with a key and a bearer that nobody else has. */
export function newSession(
  { random, clock, sessionLife }: Pick<StartPorts, "random" | "clock" | "sessionLife">,
  venue: VenueId,
  { consent, stars = [], approach = "open", ...wanted }: SessionExtension,
): { readonly session: Session; readonly bearer: Bearer } {
  const key = decodeBeaconKey(random(BEACON_KEY_BYTES));
  if (!key.ok) throw new RangeError(key.problem.detail);
  const now = clock();
  const session: Session = {
    ...wanted,
    id: sessionIdOf(random(SESSION_ID_BYTES)),
    venue,
    stars,
    approach,
    pausedUntil: unixMs(0),
    consent: consent.version,
    key: key.value,
    carriers: [],
    startedAt: now,
    expiresAt: after(now, sessionLife),
    revision: 0,
    editsLeft: EDITS_MAX,
    quietUntil: unixMs(0),
    history: noHistory,
    ledger: freshLedger,
  };
  return { session, bearer: bearerOf(random(BEARER_BYTES)) };
}

export const startedOf = (venues: Venues, session: Session, bearer: Bearer): SessionStarted => ({
  ...viewOf(venues, session, session.startedAt),
  bearer,
  beaconKey: session.key,
});

/** What a session may be told of itself. */
export const viewOf = (venues: Venues, session: Session, now: UnixMs): SessionView => ({
  session: session.id,
  venue: session.venue,
  interests: [...session.interests],
  stars: [...session.stars],
  ...(session.role === undefined ? {} : { role: session.role }),
  approach: session.approach,
  language: session.language,
  open: session.open,
  pausedUntil: now < session.pausedUntil ? session.pausedUntil : unixMs(0),
  asked: askedIn(venues, session),
  editsLeft: session.editsLeft,
  consent: { version: session.consent, at: session.startedAt },
  carriers: heldBy(session, now),
  serverTime: now,
  nextEpochAt: after(now, untilNextEpoch(now)),
  expiresAt: session.expiresAt,
});

function askedIn({ all }: Venues, { venue, history }: Session): boolean {
  const policy = all.get(venue)?.floor.plan.policy;
  return policy !== undefined && isAsked(history, policy.nudge);
}
