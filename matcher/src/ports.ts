/**
 * Ports: what the flows need of the world, as narrow as they can be. Types only.
 *
 * Two implementations of the stores, memory and Redis, pass one contract suite
 * (`test/contract/`). A store that cannot answer rejects with `MatcherError` "store-failed".
 */
import type {
  Bearer,
  MatcherMessage,
  Nudge,
  NudgeId,
  SessionId,
  UnixMs,
  VenueId,
} from "@sighej/protocol";
import type { Answer } from "./domain/facts.ts";
import type { Session } from "./domain/session.ts";

export type Clock = () => UnixMs;
/** That many bytes from a cryptographic source. */
export type Random = (bytes: number) => Uint8Array;

declare const digest: unique symbol;
/** SHA-256 of a bearer as hexadecimal digits: all that is ever stored of one. */
export type BearerDigest = string & { readonly [digest]: true };
export type Digest = (bearer: Bearer) => BearerDigest;

/** Adds to a counter; names are words of ours, never ids. */
export type Count = (name: string, by?: number) => void;
/** Tells the operator of a failure that was survived. */
export type Report = (what: string, cause: unknown) => void;

/** Live sessions of one venue: the largest fair halls, and 60 MB of memory in a matcher. */
export const MAX_SESSIONS = 20_000;

export type SessionChange = Partial<Pick<Session, "interests" | "language" | "open">>;

/** Sessions by venue, each gone at its `expiresAt` whether or not anyone asks for it. */
export interface SessionStore {
  /** `full` when the venue has MAX_SESSIONS; nothing is stored then. */
  create(session: Session, bearer: BearerDigest): Promise<"created" | "full">;
  find(venue: VenueId, id: SessionId): Promise<Session | undefined>;
  findByBearer(bearer: BearerDigest): Promise<Session | undefined>;
  /** Every live session of a venue, in no order. */
  list(venue: VenueId): Promise<readonly Session[]>;
  /** The session with the change made and its revision one higher; undefined when it is gone. */
  edit(venue: VenueId, id: SessionId, change: SessionChange): Promise<Session | undefined>;
  /** Forgets the session and everything of it, at once; false when there was nothing. */
  remove(venue: VenueId, id: SessionId): Promise<boolean>;
  /** Clears what other sessions' records still say of expired ones; the number of those. */
  forgetExpired(venue: VenueId, now: UnixMs): Promise<number>;
}

/** One side of a claim: whom, reasoned on which revision, and what it will be told. */
export interface ClaimSide {
  readonly session: SessionId;
  readonly revision: number;
  readonly nudge: Nudge;
}

export interface Claim {
  readonly venue: VenueId;
  readonly a: ClaimSide;
  readonly b: ClaimSide;
  readonly now: UnixMs;
  /** Neither is nudged again before this time. */
  readonly quietUntil: UnixMs;
}

export interface NudgeStore {
  /**
   * In one step that no other claim can come between: both sessions live, open and of the revision
   * named, neither resting, the pair unused; then the pair is used up, both rest and both outboxes
   * hold their nudge.
   */
  claim(claim: Claim): Promise<Answer>;
  /** Nudges not yet shown and not over at `now`, oldest first. */
  pending(venue: VenueId, session: SessionId, now: UnixMs): Promise<readonly Nudge[]>;
  shown(venue: VenueId, session: SessionId, nudge: NudgeId): Promise<void>;
}

/**
 * What another replica, or this one, has changed in the stores. `missed`: news may have been lost,
 * so everything must be read again.
 */
export type News =
  | { readonly kind: "session" | "nudge"; readonly venue: VenueId; readonly session: SessionId }
  | { readonly kind: "missed" };

export interface Stores {
  readonly sessions: SessionStore;
  readonly nudges: NudgeStore;
  /** Calls back for every piece of news until `stop`; one listener at a time. */
  onNews(listener: (news: News) => void): void;
  stop(): Promise<void>;
}

/** Open connections to phones. */
export interface LiveHub {
  /** Sends to every connection of a session; the number of those. */
  send(session: SessionId, message: MatcherMessage): number;
  /** Tells a session that it is over and closes its connections. */
  end(session: SessionId, reason: "stopped" | "expired"): void;
  /** Ends every connected session that is over at `now`. */
  endExpired(now: UnixMs): void;
  /** The sessions connected here, with their venues. */
  connected(): Iterable<{ readonly session: SessionId; readonly venue: VenueId }>;
}
