/**
 * Memory stores: the reference implementation of the stores, for one process. Bounded by
 * MAX_SESSIONS a venue; what is over is dropped as soon as anyone looks.
 */
import type { Nudge, NudgeId, SessionId, VenueId } from "@sighej/protocol";
import type { Answer } from "../../domain/facts.ts";
import type { Session } from "../../domain/session.ts";
import {
  type BearerDigest,
  type Claim,
  type ClaimSide,
  type Clock,
  MAX_SESSIONS,
  type News,
  type SessionChange,
  type Stores,
} from "../../ports.ts";

interface Entry {
  session: Session;
  readonly bearer: BearerDigest;
  readonly partners: Set<SessionId>;
  readonly outbox: Map<NudgeId, Nudge>;
}

type Shelf = Map<SessionId, Entry>;

/** `most`: live sessions of one venue. */
export function memoryStores(clock: Clock, most: number = MAX_SESSIONS): Stores {
  const shelves = new Map<VenueId, Shelf>();
  const bearers = new Map<BearerDigest, { venue: VenueId; id: SessionId }>();
  let tell: (news: News) => void = () => {};

  const shelfOf = (venue: VenueId): Shelf => {
    const shelf = shelves.get(venue) ?? new Map();
    shelves.set(venue, shelf);
    return shelf;
  };
  const drop = (venue: VenueId, { session, bearer, partners }: Entry) => {
    const shelf = shelfOf(venue);
    for (const partner of partners) shelf.get(partner)?.partners.delete(session.id);
    bearers.delete(bearer);
    shelf.delete(session.id);
  };
  const live = (venue: VenueId, id: SessionId): Entry | undefined => {
    const entry = shelfOf(venue).get(id);
    if (entry === undefined || clock() < entry.session.expiresAt) return entry;
    drop(venue, entry);
    return undefined;
  };
  const sweep = (venue: VenueId): number => {
    const before = shelfOf(venue).size;
    for (const id of shelfOf(venue).keys()) live(venue, id);
    return before - shelfOf(venue).size;
  };

  return {
    sessions: {
      create: async (session, bearer) => {
        const shelf = shelfOf(session.venue);
        if (shelf.size >= most) sweep(session.venue);
        if (shelf.size >= most) return "full";
        shelf.set(session.id, { session, bearer, partners: new Set(), outbox: new Map() });
        bearers.set(bearer, { venue: session.venue, id: session.id });
        tell({ kind: "session", venue: session.venue, session: session.id });
        return "created";
      },
      find: async (venue, id) => live(venue, id)?.session,
      findByBearer: async (bearer) => {
        const known = bearers.get(bearer);
        return known === undefined ? undefined : live(known.venue, known.id)?.session;
      },
      list: async (venue) => {
        sweep(venue);
        return [...shelfOf(venue).values()].map((each) => each.session);
      },
      edit: async (venue, id, change: SessionChange) => {
        const entry = live(venue, id);
        if (entry === undefined) return undefined;
        const revision = entry.session.revision + 1;
        entry.session = { ...entry.session, ...change, revision };
        tell({ kind: "session", venue, session: id });
        return entry.session;
      },
      remove: async (venue, id) => {
        const entry = live(venue, id);
        if (entry === undefined) return false;
        drop(venue, entry);
        tell({ kind: "session", venue, session: id });
        return true;
      },
      forgetExpired: async (venue) => sweep(venue),
    },
    nudges: {
      claim: async (claim) => {
        const a = live(claim.venue, claim.a.session);
        const b = live(claim.venue, claim.b.session);
        const answer = answerTo(claim, a, b);
        if (answer !== "nudged") return answer;
        for (const [side, entry, partner] of [
          [claim.a, a, claim.b.session],
          [claim.b, b, claim.a.session],
        ] as const) {
          if (entry === undefined) continue;
          entry.session = { ...entry.session, quietUntil: claim.quietUntil };
          entry.partners.add(partner);
          entry.outbox.set(side.nudge.id, side.nudge);
          tell({ kind: "nudge", venue: claim.venue, session: side.session });
        }
        return "nudged";
      },
      pending: async (venue, session, now) => {
        const outbox = live(venue, session)?.outbox;
        for (const { id, expiresAt } of outbox?.values() ?? [])
          if (now >= expiresAt) outbox?.delete(id);
        return [...(outbox?.values() ?? [])];
      },
      shown: async (venue, session, nudge) => {
        live(venue, session)?.outbox.delete(nudge);
      },
    },
    onNews: (listener) => {
      // Told after the call that made it has returned, as over a network.
      tell = (news) => queueMicrotask(() => listener(news));
    },
    stop: async () => {
      tell = () => {};
      shelves.clear();
      bearers.clear();
    },
  };
}

/** The rules of a claim, in the order in which they are answered. */
function answerTo(claim: Claim, a: Entry | undefined, b: Entry | undefined): Answer {
  if (!standsFor(claim.a, a) || !standsFor(claim.b, b)) return "changed";
  if (a.partners.has(b.session.id)) return "pair-used";
  if (claim.now < a.session.quietUntil || claim.now < b.session.quietUntil) return "resting";
  return "nudged";
}

function standsFor(side: ClaimSide, entry: Entry | undefined): entry is Entry {
  if (entry === undefined) return false;
  return entry.session.open && entry.session.revision === side.revision;
}
