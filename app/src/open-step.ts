/**
 * Open step: `step.ts` for the stage in which there is a session. Pure.
 */
import type { Nudge, SessionEdit, SessionView, UnixMs, VenueView } from "@sighej/protocol";
import { sameChoice, toggled } from "./choice.ts";
import { type Deed, type Step, to } from "./deed.ts";
import { dismiss, emptyInbox, expire, hush, type Inbox, receive } from "./inbox.ts";
import type { Input } from "./input.ts";
import {
  type Ended,
  interestsOf,
  isOpen,
  type Link,
  type Open,
  type OwnSession,
  serverNow,
  viewedAt,
} from "./session.ts";
import { delayed, nextToSend, noWish, sending, settled, wishFor } from "./wish.ts";

/** A session has started, or was found again: keep it, listen, and be found. */
export function beginOpen(venue: VenueView, session: OwnSession): Step {
  const state: Open = {
    at: "open",
    venue,
    session,
    wish: noWish,
    draft: undefined,
    inbox: emptyInbox,
    link: "connecting",
    carrying: "none",
    fault: undefined,
  };
  return and(carry(state), { do: "keep", session }, { do: "listen", session });
}

export function stepOpen(state: Open, input: Input, now: UnixMs): Step {
  switch (input.kind) {
    case "set-open":
      return wish(input.open ? state : { ...state, inbox: hush(state.inbox) }, {
        open: input.open,
      });
    case "change":
      return to({ ...state, draft: interestsOf(state), fault: undefined });
    case "toggle":
      return to({ ...state, draft: state.draft && toggled(state.draft, input.interest) });
    case "back":
      return to({ ...state, draft: undefined });
    case "submit":
      return save(state);
    case "edited":
      return viewed({ ...state, wish: settled(state.wish) }, input.view, now);
    case "viewed":
      return viewed(state, input.view, now);
    case "not-edited":
      return input.fault === "away" || input.fault === "busy"
        ? to({ ...state, wish: delayed(state.wish, now) })
        : send({ ...state, wish: settled(state.wish), fault: input.fault });
    case "link":
      return linked(state, input.link);
    case "retry":
      return and(send(state), { do: "wake", renew: true });
    case "awake":
      return and(ticked(state, now), { do: "wake", renew: input.renew });
    case "nudge":
      return nudged(state, input.nudge, now);
    case "dismiss":
      return show(state, dismiss(state.inbox, serverNow(state.session, now)));
    case "tick":
      return ticked(state, now);
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
        carrier: state.venue.carriers[0],
      });
    default:
      return to(state);
  }
}

function save(state: Open): Step {
  const { draft } = state;
  if (draft === undefined || draft.length === 0) return to(state);
  const closed = { ...state, draft: undefined };
  // Venues may limit how often interests change: the same ones again are no change.
  return sameChoice(draft, interestsOf(state))
    ? to(closed)
    : wish(closed, { interests: [...draft] });
}

const wish = (state: Open, edit: SessionEdit): Step =>
  send({ ...state, wish: wishFor(state.wish, edit), fault: undefined });

function send(state: Open): Step {
  const edit = nextToSend(state.wish);
  return edit === undefined
    ? to(state)
    : to({ ...state, wish: sending(edit) }, { do: "edit", session: state.session, edit });
}

function viewed(state: Open, view: SessionView, now: UnixMs): Step {
  const session: OwnSession = { ...state.session, ...viewedAt(view, now) };
  return and(send({ ...state, session }), { do: "keep", session });
}

function linked(before: Open, link: Link): Step {
  const state: Open = { ...before, link };
  // A connection that is refused looks like one that is lost: only HTTP can tell which.
  if (link === "away") return to(state, { do: "view", session: state.session });
  if (link === "connecting") return to(state);
  const sent = send(state);
  return state.carrying === "failed" ? then(sent, carry) : sent;
}

function nudged(state: Open, nudge: Nudge, now: UnixMs): Step {
  const taken = receive(state.inbox, nudge, serverNow(state.session, now));
  const inbox = isOpen(state) ? taken : hush(taken);
  // One that waits is acknowledged when its turn comes. Any other is on the screen now, or was, or
  // never will be: in no case is it wanted again.
  return inbox.waiting.some(({ id }) => id === nudge.id)
    ? to({ ...state, inbox })
    : to({ ...state, inbox }, { do: "acknowledge", nudge: nudge.id });
}

function show(state: Open, inbox: Inbox): Step {
  return inbox.shown === undefined || inbox.shown === state.inbox.shown
    ? to({ ...state, inbox })
    : to({ ...state, inbox }, { do: "acknowledge", nudge: inbox.shown.id });
}

function ticked(state: Open, now: UnixMs): Step {
  const time = serverNow(state.session, now);
  if (state.session.view.expiresAt <= time) return end(state, "expired");
  const shown = show(state, expire(state.inbox, time));
  const { retryAt } = state.wish;
  return retryAt !== undefined && retryAt <= now ? then(shown, send) : shown;
}

/** Hand the beacon key to the best carrier that the venue has. */
function carry(state: Open): Step {
  const [carrier] = state.venue.carriers;
  return carrier === undefined
    ? to({ ...state, carrying: "none" })
    : to({ ...state, carrying: "binding" }, { do: "carry", session: state.session, carrier });
}

/** Nothing of the session stays; a deletion carries along what it needs. */
const end = (state: Open, how: Ended["how"], ...deletion: readonly Deed[]): Step =>
  to(
    { at: "ended", venue: state.venue, how, told: deletion.length === 0 ? "told" : "asking" },
    { do: "forget" },
    ...deletion,
  );

const and = (step: Step, ...deeds: readonly Deed[]): Step => ({
  ...step,
  deeds: [...step.deeds, ...deeds],
});

const then = (step: Step, next: (state: Open) => Step): Step =>
  step.state.at === "open" ? and(next(step.state), ...step.deeds) : step;
