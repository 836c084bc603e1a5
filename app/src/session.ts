/**
 * Session: all that the page knows at one moment, as one value. Pure; `step.ts` changes it.
 *
 * What a stage does not have, it cannot leak: bearer, beacon key and nudges exist in `open` alone,
 * and nobody gets past `promise` without the consent that a start needs.
 */
import type {
  BeaconKey,
  Bearer,
  DurationMs,
  InterestId,
  SessionStart,
  SessionStarted,
  SessionView,
  UnixMs,
  VenueView,
} from "@sighej/protocol";
import { durationMs, unixMs } from "@sighej/protocol";
import type { Fault } from "./api.ts";
import type { Inbox } from "./inbox.ts";
import { type Wish, wishedFor } from "./wish.ts";

/** A session of one's own, with what proves it. */
export interface OwnSession {
  readonly view: SessionView;
  readonly bearer: Bearer;
  readonly beaconKey: BeaconKey;
  /** How far the matcher's clock is ahead of the phone's; phones' clocks are set by hand. */
  readonly ahead: DurationMs;
}

/** `live`: nudges come at once. `away`: it was lost, or was never there, and is tried again. */
export type Link = "connecting" | "live" | "away";
/** Whether a carrier has this session's beacon key. `none`: the venue offers no carrier. */
export type Carrying = "none" | "binding" | "carried" | "failed";
/** Why there is no venue: a code that is none, one that is unknown, or no answer at all. */
export type Nowhere = "wrong-code" | "unknown-venue" | "unreachable";

/** A stage without consent: the venue is known, and nothing of the person. */
interface Before<At extends string> {
  readonly at: At;
  readonly venue: VenueView;
}

export interface Choosing {
  readonly at: "choosing";
  readonly venue: VenueView;
  readonly consent: SessionStart["consent"];
  readonly chosen: readonly InterestId[];
  readonly starting: boolean;
  readonly fault: Fault | undefined;
}

export interface Open {
  readonly at: "open";
  readonly venue: VenueView;
  readonly session: OwnSession;
  readonly wish: Wish;
  /** Interests while they are being changed. */
  readonly draft: readonly InterestId[] | undefined;
  readonly inbox: Inbox;
  readonly link: Link;
  readonly carrying: Carrying;
  /** What the matcher refused last. */
  readonly fault: Fault | undefined;
}

export interface Ended {
  readonly at: "ended";
  readonly venue: VenueView;
  /** `forgotten`: the matcher does not know the session any more, and cannot say why. */
  readonly how: "stopped" | "expired" | "forgotten";
  /** Whether the matcher knows; where it is out of reach it forgets by itself, only later. */
  readonly told: "asking" | "unreached" | "told";
}

export type State =
  | { readonly at: "loading" }
  | { readonly at: "nowhere"; readonly why: Nowhere }
  | Before<"welcome">
  | Before<"promise">
  | Before<"declined">
  | Choosing
  | Open
  | Ended;

export type Screen = Exclude<State["at"], "choosing"> | "interests" | "nudge";

/** One screen at a time; a nudge goes before anything else. */
export function screenOf(state: State): Screen {
  if (state.at === "choosing") return "interests";
  if (state.at !== "open") return state.at;
  if (state.inbox.shown !== undefined) return "nudge";
  return state.draft === undefined ? "open" : "interests";
}

/** A session from the answer to its start, at the phone's `now`. */
export const ownSession = (from: SessionStarted, now: UnixMs): OwnSession => {
  const { bearer, beaconKey, ...view } = from;
  return { bearer, beaconKey, ...viewedAt(view, now) };
};

/** The parts that a fresh view brings. */
export const viewedAt = (view: SessionView, now: UnixMs): Pick<OwnSession, "view" | "ahead"> => ({
  view,
  ahead: durationMs(view.serverTime - now),
});

/** The matcher's time. */
export const serverNow = ({ ahead }: OwnSession, now: UnixMs): UnixMs => unixMs(now + ahead);

/** Open to talk, as last wished for. */
export const isOpen = ({ wish, session }: Open): boolean =>
  wishedFor(wish).open ?? session.view.open;

export const interestsOf = ({ wish, session }: Open): readonly InterestId[] =>
  wishedFor(wish).interests ?? session.view.interests;
