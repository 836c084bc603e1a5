/**
 * Shelf: what the memory stores hold of one venue, and how a session leaves it. Bounded by the
 * sessions of a venue and the nudges of some minutes.
 */
import type {
  Nudge,
  NudgeId,
  PushSubscription,
  SessionId,
  StockId,
  UnixMs,
  ZoneId,
} from "@sighej/protocol";
import type { Claimed } from "../../domain/answers/claimed.ts";
import type { CueLook } from "../../domain/answers/cue.ts";
import type { Session } from "../../domain/session.ts";
import type { BearerDigest, Clock, KeptComplaint, KeptCue } from "../../ports.ts";

export interface Entry {
  session: Session;
  readonly bearer: BearerDigest;
  /** Whom it was nudged about. */
  readonly partners: Set<SessionId>;
  readonly outbox: Map<NudgeId, Nudge>;
  readonly cues: Map<NudgeId, KeptCue>;
  /** Its own nudges that may still be answered. */
  readonly nudges: Set<NudgeId>;
  push: PushSubscription | undefined;
}

export interface Shelf {
  readonly entries: Map<SessionId, Entry>;
  readonly bearers: Map<BearerDigest, SessionId>;
  /** Who has which badge or tag. */
  readonly carriers: Map<StockId, SessionId>;
  readonly claimed: Map<NudgeId, Claimed>;
  /** Nudges whose end has not been looked at yet. */
  readonly due: Map<NudgeId, UnixMs>;
  readonly looks: Map<ZoneId, readonly (CueLook & { readonly until: UnixMs })[]>;
  readonly complaints: Map<NudgeId, KeptComplaint>;
}

export const emptyShelf = (): Shelf => ({
  entries: new Map(),
  bearers: new Map(),
  carriers: new Map(),
  claimed: new Map(),
  due: new Map(),
  looks: new Map(),
  complaints: new Map(),
});

export function put(shelf: Shelf, session: Session, bearer: BearerDigest): Entry {
  const entry: Entry = {
    session,
    bearer,
    partners: new Set(),
    outbox: new Map(),
    cues: new Map(),
    nudges: new Set(),
    push: undefined,
  };
  shelf.entries.set(session.id, entry);
  shelf.bearers.set(bearer, session.id);
  return entry;
}

/** Forgets a session and every mention of it. */
export function drop(shelf: Shelf, { session, bearer, partners, nudges }: Entry): void {
  for (const partner of partners) shelf.entries.get(partner)?.partners.delete(session.id);
  for (const nudge of nudges) forgetNudge(shelf, nudge);
  for (const carrier of session.carriers)
    if ("id" in carrier && shelf.carriers.get(carrier.id) === session.id)
      shelf.carriers.delete(carrier.id);
  shelf.bearers.delete(bearer);
  shelf.entries.delete(session.id);
}

/** Ends what a nudge's receiver may say about it; the others' nudges stay as they are. */
export function forgetNudge(shelf: Shelf, nudge: NudgeId): void {
  const claimed = shelf.claimed.get(nudge);
  const side = claimed?.sides.get(nudge);
  if (side !== undefined) shelf.entries.get(side.session)?.nudges.delete(nudge);
  claimed?.sides.delete(nudge);
  shelf.claimed.delete(nudge);
  shelf.due.delete(nudge);
}

/** A session that is not over; one that is, is dropped on the way. */
export function live(shelf: Shelf, id: SessionId, clock: Clock): Entry | undefined {
  const entry = shelf.entries.get(id);
  if (entry === undefined || clock() < entry.session.expiresAt) return entry;
  drop(shelf, entry);
  return undefined;
}

/** Drops what is over; the number of sessions. */
export function sweep(shelf: Shelf, clock: Clock): number {
  const before = shelf.entries.size;
  for (const id of shelf.entries.keys()) live(shelf, id, clock);
  return before - shelf.entries.size;
}
