/**
 * Ports: what the flows need of the world, as narrow as they can be. Types and bounds only.
 *
 * Two implementations of the stores, memory and Redis, pass one contract suite
 * (`test/contract/`). A store that cannot answer rejects with `MatcherError` "store-failed".
 */
import {
  type AlertMessage,
  type Bearer,
  type CarrierKind,
  type Cue,
  type DurationMs,
  type Ending,
  type GatewayCommand,
  type GatewayId,
  hours,
  type MatcherMessage,
  type Nudge,
  type NudgeId,
  type PushMessage,
  type PushSubscription,
  type Reply,
  type SessionId,
  type UnixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import type { Ledger } from "./domain/aggregate/ledger.ts";
import type { BoundCarrier } from "./domain/carrier.ts";
import type { Answer, Happening } from "./domain/facts.ts";
import type { Limits } from "./domain/limits.ts";
import type { Profile } from "./domain/profile.ts";
import type { Session } from "./domain/session.ts";
import type { VenueNotes } from "./notes-ports.ts";

export type Clock = () => UnixMs;
/** That many bytes from a cryptographic source. */
export type Random = (bytes: number) => Uint8Array;

declare const digest: unique symbol;
/** SHA-256 of a bearer as hexadecimal digits: all that is ever stored of one. */
export type BearerDigest = string & { readonly [digest]: true };
export type Digest = (bearer: Bearer) => BearerDigest;

/** Sends a command to one gateway, which may not be there to hear it. */
export type TellGateway = (venue: VenueId, gateway: GatewayId, command: GatewayCommand) => void;

/** Adds to a counter; names are words of ours, never ids. */
export type Count = (name: string, by?: number) => void;
/** Tells what people did with their nudges, for aggregates; nobody's name goes further than that. */
export type Note = (happening: Happening) => void;
/** Tells the operator of a failure that was survived. */
export type Report = (what: string, cause: unknown) => void;

/** Live sessions of one venue: the largest fair halls, and 60 MB of memory in a matcher. */
export const MAX_SESSIONS = 20_000;

/** What an edit may change. A `profile` is changed as a whole and spends one of `editsLeft`. */
export type SessionChange = Partial<
  Pick<Session, "approach" | "language" | "open" | "pausedUntil">
> & {
  readonly profile?: Profile;
  /** What was not answered before counts no more. */
  readonly ignored?: 0;
};

export type Edited = Session | "no-edits-left" | undefined;

/**
 * The session as it is now. `taken`: another live session has that badge or tag. `has-one`: this
 * session has another one of the kind. Undefined when the session is gone.
 */
export type Bound = Session | "taken" | "has-one" | undefined;

/** Sessions by venue, each gone at its `expiresAt` whether or not anyone asks for it. */
export interface SessionStore {
  /** `full` when the venue has MAX_SESSIONS; nothing is stored then. */
  create(session: Session, bearer: BearerDigest): Promise<"created" | "full">;
  find(venue: VenueId, id: SessionId): Promise<Session | undefined>;
  findByBearer(bearer: BearerDigest): Promise<Session | undefined>;
  /** Every live session of a venue, in no order. */
  list(venue: VenueId): Promise<readonly Session[]>;
  /** The session with the change made and its revision one higher; undefined when it is gone. */
  edit(venue: VenueId, id: SessionId, change: SessionChange): Promise<Edited>;
  /**
   * In one step: stores `next`, which takes over pair blocks, history, rest, edits spent and ledger
   * from the session `old`, and forgets `old` as `remove` does. `spends` another edit. The new
   * session as it was stored; undefined when there was no old one.
   */
  extend(old: SessionId, next: Session, bearer: BearerDigest, spends: boolean): Promise<Edited>;
  /**
   * In one step: gives a session another carrier (`withCarrier`) and, of a badge or tag, notes whose
   * it is, until the session is over or lets go of it. The revision is one higher, unless the very
   * same badge or tag was bound already.
   */
  bind(venue: VenueId, id: SessionId, carrier: BoundCarrier, now: UnixMs): Promise<Bound>;
  /**
   * Takes a session's carrier of one kind away: a badge or tag is free from then on. The session as
   * it is then; undefined when it is gone.
   */
  unbind(
    venue: VenueId,
    id: SessionId,
    kind: CarrierKind,
    now: UnixMs,
  ): Promise<Session | undefined>;
  /**
   * In one step: writes `next` in the place of the ledger `expected`; false, and nothing is changed,
   * when the session has another one by now or is gone. No edit: no revision, no news.
   */
  spend(venue: VenueId, id: SessionId, expected: Ledger, next: Ledger): Promise<boolean>;
  /** Forgets the session and everything of it, at once; false when there was nothing. */
  remove(venue: VenueId, id: SessionId): Promise<boolean>;
  /** Clears what other sessions' records still say of expired ones; the number of those. */
  forgetExpired(venue: VenueId, now: UnixMs): Promise<number>;
}

declare const claimId: unique symbol;
/** Several people nudged about each other. Known to the stores alone: phones know their own nudge. */
export type ClaimId = string & { readonly [claimId]: true };

/** One side of a claim: whom, reasoned on which revision, and what it will be told. */
export interface ClaimSide {
  readonly session: SessionId;
  readonly revision: number;
  readonly nudge: Nudge;
}

export interface Claim {
  readonly id: ClaimId;
  readonly venue: VenueId;
  /** Two people, or a group of three or four. Their nudges name one zone and end together. */
  readonly sides: readonly ClaimSide[];
  readonly now: UnixMs;
  /** None is nudged again before this time. */
  readonly quietUntil: UnixMs;
  readonly limits: Limits;
}

/** A cue on its way to a phone; `spot` is known to the venue's set-up. */
export type KeptCue = Omit<Cue, "spot"> & { readonly zone: ZoneId };

export interface NudgeStore {
  /**
   * In one step that no other claim can come between: all sessions live, open, unpaused and of the
   * revision named, none resting or at a limit, no pair of them used; then all pairs are used up,
   * all rest, the nudge is in everyone's history and in everyone's outbox.
   */
  claim(claim: Claim): Promise<Answer>;
  /** Nudges not yet shown and not over at `now`, oldest first. */
  pending(venue: VenueId, session: SessionId, now: UnixMs): Promise<readonly Nudge[]>;
  /** Cues that are not over at `now`, oldest first. */
  cues(venue: VenueId, session: SessionId, now: UnixMs): Promise<readonly KeptCue[]>;
  shown(venue: VenueId, session: SessionId, nudge: NudgeId): Promise<void>;
}

export interface Given {
  readonly venue: VenueId;
  readonly session: SessionId;
  readonly nudge: NudgeId;
  readonly reply: Reply;
  readonly now: UnixMs;
  /** Who said hi to each other rests until then. */
  readonly restUntil: UnixMs;
  /** 0 to 1, for the choice of a cue. */
  readonly seed: number;
}

/**
 * What an answer led to. `taken`: nothing, which is all that its sender may ever be told. `unknown`:
 * this session has no such nudge. `met`: everyone in `sessions` has said hi and now has a cue.
 * `hello`: those in `sessions` have said that they talked.
 */
export type Taken =
  | { readonly kind: "taken" }
  | { readonly kind: "unknown" }
  | {
      readonly kind: "met" | "hello";
      readonly zone: ZoneId;
      readonly sessions: readonly SessionId[];
    };

/** Something that staff should know: where and when, and of which nudge. */
export interface KeptComplaint {
  readonly zone: ZoneId;
  readonly at: UnixMs;
  readonly nudge: NudgeId;
  /** Staff have seen to it. */
  readonly handled: boolean;
}

/** Complaints of one venue that are kept: more than staff can walk to in three days. */
export const MAX_COMPLAINTS = 200;
/** How long: until the day after next, when staff have talked about it. */
export const COMPLAINT_LIFE: DurationMs = hours(72);

export interface AnswerStore {
  /**
   * In one step: notes a reply to a nudge, and hands out the cue when it was the last "hi" that was
   * missing: both of two people, three of a group. The same reply twice is noted once.
   */
  answer(given: Given): Promise<Taken>;
  /** Counts nudges that ended unanswered as ignored, each once; the number of those. */
  lapse(venue: VenueId, now: UnixMs): Promise<number>;
  /**
   * Keeps a complaint for COMPLAINT_LIFE, one a nudge: where it was, if it is the first of its nudge.
   * `unknown`: this session has no such nudge.
   */
  complain(
    venue: VenueId,
    session: SessionId,
    nudge: NudgeId,
    now: UnixMs,
  ): Promise<{ readonly zone: ZoneId } | "repeated" | "unknown">;
  /** Notes that staff have seen to a complaint, or not; false when there is no such complaint. */
  handle(venue: VenueId, nudge: NudgeId, handled: boolean): Promise<boolean>;
  /** Newest first. */
  complaints(venue: VenueId, now: UnixMs): Promise<readonly KeptComplaint[]>;
}

/** Push subscriptions, each gone with its session. */
export interface PushStore {
  /** In the place of an earlier one; false when there is no such session. */
  keep(venue: VenueId, session: SessionId, subscription: PushSubscription): Promise<boolean>;
  find(venue: VenueId, session: SessionId): Promise<PushSubscription | undefined>;
  drop(venue: VenueId, session: SessionId): Promise<void>;
}

export interface Pusher {
  /**
   * Hands a message to a push service, to be kept no longer than `life` ms. `gone`: it never will
   * be delivered there. Never rejects.
   */
  push(
    to: PushSubscription,
    message: PushMessage | AlertMessage,
    life: number,
  ): Promise<"sent" | "gone" | "failed">;
}

/**
 * What another replica, or this one, has changed in the stores. `nudge`: a nudge or a cue waits.
 * `extended`: the session was replaced by another one. `notes`: staff have changed something at the
 * venue. `missed`: news may have been lost,
 * so everything must be read again.
 */
export type News =
  | {
      readonly kind: "session" | "nudge" | "extended";
      readonly venue: VenueId;
      readonly session: SessionId;
    }
  | { readonly kind: "notes"; readonly venue: VenueId }
  | { readonly kind: "missed" };

export interface Stores {
  readonly sessions: SessionStore;
  readonly nudges: NudgeStore;
  readonly answers: AnswerStore;
  readonly pushes: PushStore;
  readonly notes: VenueNotes;
  /** Calls back for every piece of news until `stop`; one listener at a time. */
  onNews(listener: (news: News) => void): void;
  stop(): Promise<void>;
}

/** Open connections to phones. */
export interface LiveHub {
  /** Sends to every connection of a session; the number of those. */
  send(session: SessionId, message: MatcherMessage): number;
  /** Tells a session that it is over and closes its connections. */
  end(session: SessionId, reason: Ending): void;
  /** Ends every connected session that is over at `now`. */
  endExpired(now: UnixMs): void;
  /** Whether a session is connected here. */
  has(session: SessionId): boolean;
  /** The sessions connected here, with their venues. */
  connected(): Iterable<{ readonly session: SessionId; readonly venue: VenueId }>;
}
