/**
 * Edit step: `open-step.ts` for what is changed of a session: interests, first move, role, time. Pure.
 */
import { CONSENT_VERSION, type SessionEdit, type SessionView, type UnixMs } from "@sighej/protocol";
import { sameChoice } from "./choice.ts";
import { type Step, to } from "./deed.ts";
import type { Press } from "./input.ts";
import { approachOf, choiceOf, type Open, type OwnSession, viewedAt } from "./session.ts";
import { nextToSend, sending, wishedFor, wishFor } from "./wish.ts";

/** The interests as they were changed, unless they are the same ones again. */
export function save(state: Open): Step {
  const { draft } = state;
  if (draft === undefined || draft.interests.length === 0) return to(state);
  const closed: Open = { ...state, view: "open", draft: undefined };
  // Changes are few: the same ones again are no change.
  return sameChoice(draft, choiceOf(state))
    ? to(closed)
    : wish(closed, { interests: [...draft.interests], stars: [...draft.stars] });
}

/** First move and role, as far as they changed. */
export function saveProfile(
  state: Open,
  { approach, role }: Extract<Press, { readonly kind: "profile" }>,
): Step {
  const before = state.session.view.role;
  const isSameRole =
    role?.id === before?.id && String(role?.about ?? "") === String(before?.about ?? "");
  const edit: SessionEdit = {
    ...(approach === approachOf(state) ? {} : { approach }),
    ...(isSameRole ? {} : { role: role ?? null }),
  };
  const closed: Open = { ...state, view: "open" };
  return Object.keys(edit).length === 0 ? to(closed) : wish(closed, edit);
}

/** What is wished for shows at once, and is sent as soon as nothing else is on its way. */
export const wish = (state: Open, edit: SessionEdit): Step =>
  send({ ...state, wish: wishFor(state.wish, edit), fault: undefined });

/** Sends what waits, if anything does and nothing is on its way. */
export function send(state: Open): Step<Open> {
  const edit = nextToSend(state.wish);
  return edit === undefined
    ? to(state)
    : to({ ...state, wish: sending(edit) }, { do: "edit", session: state.session, edit });
}

/** The matcher has said how the session is now. */
export function viewed(state: Open, view: SessionView, now: UnixMs): Step {
  const session: OwnSession = { ...state.session, ...viewedAt(view, now) };
  return send({ ...state, session, isOld: false });
}

/** By a press that agrees once more: everything that was chosen is said again. */
export function extend(state: Open): Step {
  if (state.extending) return to(state);
  const { session } = state;
  const { interests, stars } = choiceOf(state);
  const { role, language } = session.view;
  const body = {
    interests: [...interests],
    stars: [...stars],
    approach: approachOf(state),
    language,
    consent: { version: CONSENT_VERSION, given: true } as const,
    // Whoever pauses and extends stays paused.
    open: wishedFor(state.wish).open ?? session.view.open,
    ...(role === undefined ? {} : { role }),
  };
  return to({ ...state, extending: true, fault: undefined }, { do: "extend", session, body });
}
