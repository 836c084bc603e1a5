/**
 * Task: what somebody is in the middle of, so that nothing is taken from under their hands. Pure.
 */
import type { NudgeId } from "@sighej/protocol";
import { nudgeOf } from "./meeting.ts";
import type { State } from "./session.ts";

/**
 * Whether the page may be loaded anew without anybody losing anything. An open session is found
 * again, so it may be where nobody looks, unless something is being chosen or told.
 */
export function mayReload(state: State, isHidden: boolean): boolean {
  switch (state.at) {
    case "loading":
    case "nowhere":
    case "welcome":
    case "declined":
      return true;
    case "ended":
      return state.told === "told";
    case "open":
      return (
        isHidden &&
        state.view === "open" &&
        state.wish.sent === undefined &&
        state.wish.waiting === undefined &&
        !state.extending
      );
    case "promise":
    case "choosing":
      return false;
  }
}

/** Whether this page has shown a nudge, or what followed it: a notice would tell it twice. */
export const knows = (state: State, nudge: NudgeId): boolean =>
  state.at === "open" &&
  (state.inbox.seen.includes(nudge) ||
    state.over.includes(nudge) ||
    (state.meeting !== undefined && nudgeOf(state.meeting) === nudge));
