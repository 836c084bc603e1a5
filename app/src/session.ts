/**
 * Session: all that the page knows at one moment, as one value. Pure; `step.ts` changes it.
 *
 * What a stage does not have, it cannot leak: bearer, beacon key and nudges exist in `open` alone,
 * and nobody gets past `promise` without the consent that a start needs.
 */
import type {
  Approach,
  BeaconKey,
  Bearer,
  DurationMs,
  NudgeId,
  SessionStart,
  SessionStarted,
  SessionView,
  UnixMs,
  VenueView,
} from "@sighej/protocol";
import { after, durationMs, minutes, unixMs } from "@sighej/protocol";
import type { Fault } from "./api.ts";
import type { Choice } from "./choice.ts";
import type { Finding, Paired, StockBinding } from "./finding.ts";
import type { Inbox } from "./inbox.ts";
import type { Meeting } from "./meeting.ts";
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
/** Whether the demo's badge has this session's beacon key. `none`: the venue offers no such one. */
type Carrying = "none" | "binding" | "carried" | "failed";
/** Whether the phone is told while the page is closed. `off`: not asked for yet. */
export type Notices = "off" | "asking" | "on" | "refused" | "failed";
/** Why there is no venue: a code that is none, one that is unknown, or no answer at all. */
export type Nowhere = "wrong-code" | "unknown-venue" | "unreachable";
/** What became of a transfer code; only an installed page is ever given one. */
export type Moving = "asking" | "bad" | "away";
/** What is said once, until it is put aside. */
export type Line = "slipped" | "unmet" | "reported";
/** What of an open session is looked at, unless a nudge comes first. */
export type View = "open" | "interests" | "profile" | "find" | "about" | "extend" | "install";

/** A stage without consent: the venue is known, and nothing of the person. */
interface Before<At extends string> {
  readonly at: At;
  readonly venue: VenueView;
}

export interface Choosing {
  readonly at: "choosing";
  readonly venue: VenueView;
  readonly consent: SessionStart["consent"];
  readonly choice: Choice;
  readonly approach: Approach;
  /** As typed, where the venue asks for one. */
  readonly code: string;
  /** The interests are chosen; one press is left. */
  readonly ready: boolean;
  readonly starting: boolean;
  readonly fault: Fault | undefined;
}

export interface Open {
  readonly at: "open";
  readonly venue: VenueView;
  readonly session: OwnSession;
  /** The view is what the phone remembers: the matcher has said nothing to this page yet. */
  readonly isOld: boolean;
  readonly wish: Wish;
  readonly view: View;
  /** Interests while they are being changed. */
  readonly draft: Choice | undefined;
  readonly inbox: Inbox;
  readonly meeting: Meeting | undefined;
  /** Cues whose question was answered: they are not shown again. */
  readonly over: readonly NudgeId[];
  readonly line: Line | undefined;
  readonly link: Link;
  readonly carrying: Carrying;
  readonly finding: Finding;
  /** The badge or tag that was bound last, so that the next session can have it by one press. */
  readonly lent: StockBinding | undefined;
  /** The badge that was paired last, so that it can be paired again without a list. */
  readonly paired: Paired | undefined;
  /** This phone listens for tokens around it. */
  readonly hearing: boolean;
  readonly notices: Notices;
  /** When the matcher is asked how the session is: a while after a nudge was left unanswered. */
  readonly lookAt: UnixMs | undefined;
  /** A new session is on its way, to take the place of this one. */
  readonly extending: boolean;
  /** What the matcher refused last, or could not be asked. */
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
  | { readonly at: "nowhere"; readonly why: Nowhere; readonly moving?: Moving }
  | (Before<"welcome"> & { readonly moving?: Moving })
  | Before<"promise">
  | Before<"declined">
  | Choosing
  | Open
  | Ended;

export type Screen = Exclude<State["at"], "choosing"> | View | "ready" | "nudge" | Meeting["at"];

/** One screen at a time: a cue first, then whatever else two people share, then the rest. */
export function screenOf(state: State): Screen {
  if (state.at === "choosing") return state.ready ? "ready" : "interests";
  if (state.at !== "open") return state.at;
  if (state.meeting !== undefined) return state.meeting.at;
  return state.inbox.shown === undefined ? state.view : "nudge";
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

/** A time of the matcher on the phone's own clock. */
export const phoneTime = ({ ahead }: OwnSession, time: UnixMs): UnixMs => unixMs(time - ahead);

/** Open to talk at `now` (the phone's), as last wished for. */
export const isOpen = (state: Open, now: UnixMs): boolean =>
  (wishedFor(state.wish).open ?? state.session.view.open) && pausedUntil(state, now) === undefined;

/** Open, but nothing comes until one says that one is still there. */
export const isAsked = (state: Open, now: UnixMs): boolean =>
  state.session.view.asked && isOpen(state, now) && wishedFor(state.wish).open === undefined;

/** Until when there is a pause, by the matcher's clock; undefined where there is none. */
export function pausedUntil({ wish, session }: Open, now: UnixMs): UnixMs | undefined {
  const { pauseMinutes, open } = wishedFor(wish);
  const time = serverNow(session, now);
  if (pauseMinutes !== undefined) return after(time, minutes(pauseMinutes));
  const until = open === true ? unixMs(0) : session.view.pausedUntil;
  return until > time ? until : undefined;
}

export const choiceOf = ({ wish, session: { view } }: Open): Choice => {
  const { interests = view.interests, stars } = wishedFor(wish);
  return { interests, stars: stars ?? view.stars.filter((each) => interests.includes(each)) };
};

export const approachOf = ({ wish, session }: Open): Approach =>
  wishedFor(wish).approach ?? session.view.approach;

/** Nothing that the page knows of tells where this phone is. */
export const isAlone = ({ carrying, session, hearing }: Open): boolean =>
  !hearing && session.view.carriers.length === 0 && (carrying === "failed" || carrying === "none");
