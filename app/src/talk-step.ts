/**
 * Talk step: `open-step.ts` for what two people share: the nudge, the wait, the cue and the question
 * afterwards. Pure.
 */
import {
  after,
  type Cue,
  type Nudge,
  type Reply,
  seconds,
  TALKED_WITHIN,
  type UnixMs,
} from "@sighej/protocol";
import { type Deed, type Step, to } from "./deed.ts";
import { following, hush, type Inbox, ranOut, receive } from "./inbox.ts";
import { alsoOver, expired, nudgeOf, withCue } from "./meeting.ts";
import { isOpen, type Open, phoneTime, serverNow } from "./session.ts";

type Talked = Step<Open>;

/** The matcher counts what was left unanswered every five seconds. */
const NOTED_WITHIN = seconds(8);

/** A nudge has come, at least once. */
export function nudged(state: Open, nudge: Nudge, now: UnixMs): Talked {
  const time = serverNow(state.session, now);
  // One that the answer to is under way is known, whatever page it was answered on.
  const known = state.meeting !== undefined && nudgeOf(state.meeting) === nudge.id;
  if (known || state.over.includes(nudge.id)) return to(state, acknowledge(nudge));
  const taken = receive(state.inbox, nudge, time);
  const inbox = isOpen(state, now) ? taken : hush(taken);
  const slipped = nudge.expiresAt <= time && !state.inbox.seen.includes(nudge.id);
  const next: Open = slipped
    ? { ...state, inbox, line: "slipped", lookAt: after(now, NOTED_WITHIN) }
    : { ...state, inbox };
  // One that waits is acknowledged when its turn comes, as is one behind a cue. Any other is on the
  // screen now, or was, or never will be: in no case is it wanted again.
  const waits = inbox.waiting.some(({ id }) => id === nudge.id);
  return waits || (inbox.shown?.id === nudge.id && state.meeting !== undefined)
    ? to(next)
    : to(next, acknowledge(nudge));
}

/** A cue has come: it goes before anything else, and its nudge is answered. */
export function cued(state: Open, cue: Cue, now: UnixMs): Talked {
  const time = serverNow(state.session, now);
  const meeting = withCue(state.meeting, state.over, cue, time);
  if (meeting === state.meeting) return to(state);
  const inbox = state.inbox.shown?.id === cue.nudge ? following(state.inbox, time) : state.inbox;
  return to({ ...state, meeting, inbox, line: undefined });
}

/** An answer was pressed: to the nudge on the screen, or to what followed it. */
export function answered(state: Open, reply: Reply, now: UnixMs): Talked {
  const { meeting } = state;
  if (meeting !== undefined) {
    const nudge = nudgeOf(meeting);
    // The first word stands. Only "not this person" takes a hi back.
    if (meeting.at === "waiting" && reply !== "not-this-person") return to(state);
    const until = meeting.at === "waiting" ? meeting.nudge.expiresAt : lastWord(meeting.cue);
    const done = { ...state, meeting: undefined, over: alsoOver(state.over, nudge) };
    return withNext(state, to(done, told(state, nudge, reply, until)));
  }
  const { shown } = state.inbox;
  if (shown === undefined) return to(state);
  const inbox = following(state.inbox, serverNow(state.session, now));
  const deed = told(state, shown.id, reply, shown.expiresAt);
  return reply === "hi"
    ? to({ ...state, inbox, meeting: { at: "waiting", nudge: shown }, line: undefined }, deed)
    : withNext(
        state,
        to({ ...state, inbox, over: alsoOver(state.over, shown.id), line: undefined }, deed),
      );
}

/** A page that was left before its hi was told tells it again: the first one counts. */
export const saidAgain = ({ meeting, session }: Open): readonly Deed[] =>
  meeting?.at === "waiting"
    ? [told({ session }, meeting.nudge.id, "hi", meeting.nudge.expiresAt)]
    : [];

/** Staff are told of what is on the screen. */
export function reported({ meeting, session, ...state }: Open): Talked {
  const same = { ...state, meeting, session };
  return meeting === undefined
    ? to(same)
    : to(same, { do: "report", session, nudge: nudgeOf(meeting) });
}

export const putAway = (state: Open): Open =>
  state.meeting?.at === "cue" ? { ...state, meeting: { ...state.meeting, at: "after" } } : state;

export function signAgain(state: Open, now: UnixMs): Open {
  const { meeting } = state;
  return meeting?.at === "after" && meeting.cue.expiresAt > serverNow(state.session, now)
    ? { ...state, meeting: { ...meeting, at: "cue" } }
    : state;
}

/** What ran out leaves the screen by itself, and what waited behind it comes. */
export function passed(state: Open, now: UnixMs): Talked {
  const time = serverNow(state.session, now);
  const { meeting, unmet } = expired(state.meeting, time);
  const slipped = ranOut(state.inbox, time);
  const inbox = slipped ? following(state.inbox, time) : state.inbox;
  if (meeting === state.meeting && inbox === state.inbox) return to(state);
  const line = slipped ? "slipped" : unmet ? "unmet" : state.line;
  const lookAt = slipped ? after(now, NOTED_WITHIN) : state.lookAt;
  return withNext(state, to({ ...state, meeting, inbox, line, lookAt }));
}

export const hushed = (state: Open): Open => ({ ...state, inbox: hush(state.inbox) });

/** Whatever has come to the screen by this step is acknowledged. */
function withNext(before: Open, { state, deeds }: Talked): Talked {
  const onScreen = ({ meeting, inbox }: Pick<Open, "meeting"> & { inbox: Inbox }) =>
    meeting === undefined ? inbox.shown : undefined;
  const now = onScreen(state);
  return now === undefined || now.id === onScreen(before)?.id
    ? { state, deeds }
    : { state, deeds: [...deeds, acknowledge(now)] };
}

const acknowledge = ({ id }: Nudge): Deed => ({ do: "acknowledge", nudge: id });

const lastWord = ({ expiresAt }: Cue): UnixMs => after(expiresAt, TALKED_WITHIN);

const told = (
  { session }: Pick<Open, "session">,
  nudge: Nudge["id"],
  reply: Reply,
  until: UnixMs,
): Deed => ({
  do: "reply",
  session,
  nudge,
  reply,
  until: phoneTime(session, until),
});
