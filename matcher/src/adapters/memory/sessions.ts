/**
 * Memory sessions: the reference implementation of `SessionStore`, for one process.
 */
import type { SessionId, VenueId } from "@sighej/protocol";
import { encodeLedger } from "../../domain/aggregate/ledger.ts";
import type { Session } from "../../domain/session.ts";
import type { Clock, News, SessionChange, SessionStore } from "../../ports.ts";
import { bind, unbind } from "./carriers.ts";
import { drop, live, put, type Shelf, sweep } from "./shelf.ts";

/** `most`: live sessions of one venue. */
export function memorySessions(
  shelfOf: (venue: VenueId) => Shelf,
  shelves: ReadonlyMap<VenueId, Shelf>,
  tell: (news: News) => void,
  clock: Clock,
  most: number,
): SessionStore {
  const find = (venue: VenueId, id: SessionId) => live(shelfOf(venue), id, clock);

  return {
    create: async (session, bearer) => {
      const shelf = shelfOf(session.venue);
      if (shelf.entries.size >= most) sweep(shelf, clock);
      if (shelf.entries.size >= most) return "full";
      put(shelf, session, bearer);
      tell({ kind: "session", venue: session.venue, session: session.id });
      return "created";
    },
    find: async (venue, id) => find(venue, id)?.session,
    findByBearer: async (bearer) => {
      for (const shelf of shelves.values()) {
        const id = shelf.bearers.get(bearer);
        if (id !== undefined) return live(shelf, id, clock)?.session;
      }
      return undefined;
    },
    list: async (venue) => {
      sweep(shelfOf(venue), clock);
      return [...shelfOf(venue).entries.values()].map((each) => each.session);
    },
    edit: async (venue, id, change) => {
      const entry = find(venue, id);
      if (entry === undefined) return undefined;
      if (change.profile !== undefined && entry.session.editsLeft < 1) return "no-edits-left";
      entry.session = edited(entry.session, change);
      tell({ kind: "session", venue, session: id });
      return entry.session;
    },
    extend: async (old, next, bearer, spends) => {
      const { venue } = next;
      const shelf = shelfOf(venue);
      const entry = find(venue, old);
      if (entry === undefined) return undefined;
      const { history, quietUntil, editsLeft, ledger } = entry.session;
      if (spends && editsLeft < 1) return "no-edits-left";
      const left = spends ? editsLeft - 1 : editsLeft;
      const { session, partners } = put(
        shelf,
        { ...next, history, quietUntil, ledger, editsLeft: left },
        bearer,
      );
      for (const partner of entry.partners) {
        partners.add(partner);
        shelf.entries.get(partner)?.partners.add(next.id);
      }
      drop(shelf, entry);
      tell({ kind: "extended", venue, session: old });
      tell({ kind: "session", venue, session: next.id });
      return session;
    },
    bind: async (venue, id, carrier, now) => {
      const entry = find(venue, id);
      const before = entry?.session;
      const bound = entry && bind(shelfOf(venue), entry, carrier, now, clock);
      if (entry?.session !== before) tell({ kind: "session", venue, session: id });
      return bound;
    },
    unbind: async (venue, id, kind, now) => {
      const entry = find(venue, id);
      const before = entry?.session;
      if (entry !== undefined) unbind(shelfOf(venue), entry, kind, now);
      if (entry?.session !== before) tell({ kind: "session", venue, session: id });
      return entry?.session;
    },
    spend: async (venue, id, expected, next) => {
      const entry = find(venue, id);
      if (entry === undefined) return false;
      if (encodeLedger(entry.session.ledger) !== encodeLedger(expected)) return false;
      entry.session = { ...entry.session, ledger: next };
      return true;
    },
    remove: async (venue, id) => {
      const entry = find(venue, id);
      if (entry === undefined) return false;
      drop(shelfOf(venue), entry);
      tell({ kind: "session", venue, session: id });
      return true;
    },
    forgetExpired: async (venue) => sweep(shelfOf(venue), clock),
  };
}

const edited = (session: Session, { profile, ignored, ...rest }: SessionChange): Session => ({
  ...session,
  ...profile,
  ...rest,
  history: ignored === undefined ? session.history : { ...session.history, ignored },
  revision: session.revision + 1,
  editsLeft: session.editsLeft - (profile === undefined ? 0 : 1),
});
