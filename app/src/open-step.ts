/**
 * Open step: `step.ts` for the stage in which there is a session. Pure.
 */
import type { UnixMs, VenueView } from "@sighej/protocol";
import { starred, toggled } from "./choice.ts";
import { and, chained, type Deed, type Step, to } from "./deed.ts";
import { extend, save, saveProfile, send, viewed, wish } from "./edit-step.ts";
import { find, found, stopHearing } from "./find-step.ts";
import { inboxWith } from "./inbox.ts";
import type { Input } from "./input.ts";
import type { Remembered } from "./kept.ts";
import {
  choiceOf,
  type Ended,
  type Link,
  type Open,
  type OwnSession,
  serverNow,
  type View,
} from "./session.ts";
import {
  answered,
  cued,
  hushed,
  nudged,
  passed,
  putAway,
  reported,
  saidAgain,
  signAgain,
} from "./talk-step.ts";
import { delayed, noWish, settled } from "./wish.ts";

/** A session has started, or was found again: keep it, listen, and be found. */
export function beginOpen(held: Remembered, now: UnixMs, isOld = false): Step<Open> {
  const { venue, session, shown, meeting, over, lent, paired } = held;
  const state: Open = {
    at: "open",
    venue,
    session,
    isOld,
    wish: noWish,
    view: "open",
    draft: undefined,
    inbox: inboxWith(shown),
    meeting,
    over,
    line: undefined,
    link: isOld ? "away" : "connecting",
    carrying: "none",
    finding: { at: "idle" },
    lent,
    paired,
    hearing: false,
    notices: "off",
    lookAt: undefined,
    extending: false,
    fault: undefined,
  };
  const begun = and(
    chained(carry(state), (carried) => passed(carried, now)),
    { do: "keep", kept: rememberedIn(state) },
    { do: "listen", session },
    ...subscribing(state, false),
    ...saidAgain(state),
  );
  return shown === undefined ? begun : and(begun, { do: "acknowledge", nudge: shown.id });
}

/** As `stepWithin`; what changed of what a reload needs is kept, before anything else is done. */
export function stepOpen(before: Open, input: Input, now: UnixMs): Step {
  const { state, deeds } = stepWithin(before, input, now);
  if (state.at !== "open" || input.kind === "extended") return { state, deeds };
  const isSame =
    state.session === before.session &&
    state.inbox.shown === before.inbox.shown &&
    state.meeting === before.meeting &&
    state.over === before.over &&
    state.lent === before.lent &&
    state.paired === before.paired;
  return isSame
    ? { state, deeds }
    : { state, deeds: [{ do: "keep", kept: rememberedIn(state) }, ...deeds] };
}

const rememberedIn = ({
  session,
  venue,
  inbox,
  meeting,
  over,
  lent,
  paired,
}: Open): Remembered => ({
  session,
  venue,
  shown: inbox.shown,
  meeting,
  over,
  lent,
  paired,
});

function stepWithin(state: Open, input: Input, now: UnixMs): Step {
  switch (input.kind) {
    case "set-open":
      return wish(input.open ? state : hushed(state), { open: input.open });
    case "pause":
      return wish(hushed(state), { pauseMinutes: input.length });
    case "speak":
      return wish(state, { language: input.language });
    case "look":
      return look(state, input.view);
    case "back":
      return to({ ...state, view: "open", draft: undefined });
    case "toggle":
      return to({ ...state, draft: state.draft && toggled(state.draft, input.interest) });
    case "star":
      return to({ ...state, draft: state.draft && starred(state.draft, input.interest) });
    case "save":
      return save(state);
    case "profile":
      return saveProfile(state, input);
    case "edited":
      return viewed({ ...state, wish: settled(state.wish) }, input.view, now);
    case "viewed":
      return viewed(state, input.view, now);
    case "not-edited":
      return input.fault === "away" || input.fault === "busy"
        ? to({ ...state, wish: delayed(state.wish, now) })
        : send({ ...state, wish: settled(state.wish), fault: input.fault });
    case "extend":
      return extend(state);
    case "not-extended":
      return to({ ...state, extending: false, fault: input.fault });
    case "extended":
      return extended(state, input.session, now);
    case "link":
      return linked(state, input.link);
    case "retry":
      return and(send(state), { do: "wake", renew: true });
    case "awake":
      // Nudges may have come and gone while nobody looked.
      return and(ticked({ ...state, lookAt: now }, now), { do: "wake", renew: input.renew });
    case "nudge":
      return nudged(state, input.nudge, now);
    case "cue":
      return cued(state, input.cue, now);
    case "answer":
      return answered(state, input.answer, now);
    case "away":
      return to(putAway(state));
    case "sign":
      return to(signAgain(state, now));
    case "report":
      return reported(state);
    case "line":
      return to({ ...state, line: input.line });
    case "dismiss":
      return to({ ...state, line: undefined, fault: undefined });
    case "notify":
      return state.notices === "asking"
        ? to(state)
        : to({ ...state, notices: "asking" }, ...subscribing(state, true));
    case "notices":
      return to({ ...state, notices: input.notices });
    case "tick":
      return ticked(state, now);
    case "bind":
    case "release":
    case "pair":
    case "check-in":
    case "hear":
      return find(state, input);
    case "found":
    case "not-found":
      return found(state, input);
    case "unhear":
      return stopHearing(state);
    case "carry":
      return carry(state);
    case "carried":
      return to({ ...state, carrying: "carried" });
    case "not-carried":
      return to({ ...state, carrying: "failed" });
    case "over":
      return end(state, input.how);
    case "stop":
      return end(state, "stopped", {
        do: "delete",
        session: state.session,
        carrier: demoBadge(state.venue),
      });
    default:
      return to(state);
  }
}

function look(state: Open, view: View): Step {
  const isBusy = state.finding.at === "working";
  const finding = isBusy ? state.finding : ({ at: "idle" } as const);
  const next = { ...state, view, finding, fault: undefined };
  if (view === "interests") return to({ ...next, draft: choiceOf(state) });
  // Shown as the matcher holds it now, not as the page remembers it.
  return view === "about" ? to(next, { do: "view", session: state.session }) : to(next);
}

/** The other session goes on with whatever is on the screen. */
function extended(old: Open, session: OwnSession, now: UnixMs): Step {
  // What ran out meanwhile is neither kept nor shown.
  const { state: before, deeds: first } = passed(old, now);
  const { inbox, line, notices, hearing } = before;
  const { state, deeds } = beginOpen({ ...rememberedIn(before), session }, now);
  return to({ ...state, inbox, line, notices, hearing }, ...first, ...deeds);
}

function linked(before: Open, link: Link): Step {
  const state: Open = { ...before, link };
  // A connection that is refused looks like one that is lost: only HTTP can tell which.
  // While another session takes this one's place, the end of this one is no news.
  if (link === "away" && state.extending) return to(state);
  if (link === "away") return to(state, { do: "view", session: state.session });
  if (link === "connecting") return to(state);
  const sent = send(state);
  const carried = state.carrying === "failed" ? chained(sent, carry) : sent;
  // What could not be told or asked while the matcher was away.
  return and(
    carried,
    ...(state.isOld ? [{ do: "view", session: state.session } as const] : []),
    ...(state.notices === "failed" ? subscribing(state, false) : []),
  );
}

function ticked(state: Open, now: UnixMs): Step {
  if (state.session.view.expiresAt <= serverNow(state.session, now)) return end(state, "expired");
  const { retryAt } = state.wish;
  const next = looked(passed(state, now), now);
  return retryAt !== undefined && retryAt <= now ? chained(next, send) : next;
}

function looked({ state, deeds }: Step<Open>, now: UnixMs): Step<Open> {
  if (state.lookAt === undefined || now < state.lookAt) return { state, deeds };
  const { session } = state;
  return { state: { ...state, lookAt: undefined }, deeds: [...deeds, { do: "view", session }] };
}

const subscribing = ({ session, venue }: Open, ask: boolean): readonly Deed[] =>
  venue.pushKey === undefined ? [] : [{ do: "subscribe", session, pushKey: venue.pushKey, ask }];

/** The one carrier that takes the key without anybody's doing. */
const demoBadge = ({ carriers }: VenueView) =>
  carriers.find(({ kind }) => kind === "simulated-badge");

function carry(state: Open): Step<Open> {
  const carrier = demoBadge(state.venue);
  return carrier === undefined
    ? to({ ...state, carrying: "none" })
    : to({ ...state, carrying: "binding" }, { do: "carry", session: state.session, carrier });
}

/** Nothing of the session stays; a deletion carries along what it needs. */
const end = (state: Open, how: Ended["how"], ...deletion: readonly Deed[]): Step =>
  to(
    { at: "ended", venue: state.venue, how, told: deletion.length === 0 ? "told" : "asking" },
    { do: "forget", session: state.session },
    ...deletion,
  );
