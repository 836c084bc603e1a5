/**
 * Step: turns a state and an input into the next state and the deeds that it asks for. Pure.
 *
 * What does not concern the stage that the page is in changes nothing, so a late answer is harmless.
 */
import {
  CONSENT_VERSION,
  type Language,
  type SessionStart,
  type UnixMs,
  type VenueView,
} from "@sighej/protocol";
import { noChoice, starred, toggled } from "./choice.ts";
import { type Step, to } from "./deed.ts";
import type { Input } from "./input.ts";
import { beginOpen, stepOpen } from "./open-step.ts";
import type { Choosing, Ended, State } from "./session.ts";

export function step(state: State, input: Input, now: UnixMs): Step {
  switch (state.at) {
    case "loading":
    case "nowhere":
      return stepArrival(state, input, now);
    case "welcome":
      if (input.kind === "begin") return to({ at: "promise", venue: state.venue });
      return stepMoving(state, input, now);
    case "promise":
      if (input.kind === "decline") return to({ ...state, at: "declined" });
      if (input.kind === "back") return to({ ...state, at: "welcome" });
      return to(input.kind === "agree" ? agreed(state.venue) : state);
    case "declined":
      return to(input.kind === "again" ? { ...state, at: "welcome" } : state);
    case "choosing":
      return stepChoosing(state, input, now);
    case "open":
      return stepOpen(state, input, now);
    case "ended":
      return stepEnded(state, input);
  }
}

function stepArrival(state: State, input: Input, now: UnixMs): Step {
  switch (input.kind) {
    case "arrived":
      return arrived(input, now);
    case "nowhere":
      return to({ at: "nowhere", why: input.why });
    case "retry":
    case "awake":
      return to(state, { do: "arrive" });
    default:
      return state.at === "nowhere" ? stepMoving(state, input, now) : to(state);
  }
}

/** A session comes over from the browser of the same phone, by a code. */
function stepMoving(
  state: Extract<State, { readonly at: "welcome" | "nowhere" }>,
  input: Input,
  now: UnixMs,
): Step {
  if (input.kind === "take")
    return to({ ...state, moving: "asking" }, { do: "take", code: input.code });
  if (input.kind === "not-taken") return to({ ...state, moving: input.why });
  return input.kind === "arrived" && state.moving === "asking" ? arrived(input, now) : to(state);
}

function arrived(
  { venue, held, isOld = false }: Extract<Input, { readonly kind: "arrived" }>,
  now: UnixMs,
): Step {
  if (held === "none") return to({ at: "welcome", venue });
  if (held === "over") return to({ at: "ended", venue, how: "forgotten", told: "told" });
  return beginOpen({ ...held, venue }, now, isOld);
}

/** The only way to a stage with a consent in it. */
const agreed = (venue: VenueView): Choosing => ({
  at: "choosing",
  venue,
  consent: { version: CONSENT_VERSION, given: true },
  choice: noChoice,
  approach: "open",
  code: "",
  ready: false,
  starting: false,
  fault: undefined,
});

function stepChoosing(state: Choosing, input: Input, now: UnixMs): Step {
  switch (input.kind) {
    case "toggle":
      return to({ ...state, choice: toggled(state.choice, input.interest) });
    case "star":
      return to({ ...state, choice: starred(state.choice, input.interest) });
    case "approach":
      return to({ ...state, approach: input.approach });
    case "code":
      return to({ ...state, code: input.code, fault: undefined });
    case "continue":
      return to({ ...state, ready: state.choice.interests.length > 0 });
    case "submit":
      // A second press while the first is on its way must not start a second session.
      return mayStart(state)
        ? to(
            { ...state, starting: true, fault: undefined },
            { do: "start", body: startOf(state, input.language) },
          )
        : to(state);
    case "started":
      return beginOpen({ ...nothingShown, venue: state.venue, session: input.session }, now);
    case "not-started":
      return to({ ...state, starting: false, fault: input.fault });
    case "back":
      return to(backFrom(state));
    default:
      return to(state);
  }
}

export const nothingShown = {
  shown: undefined,
  meeting: undefined,
  over: [],
  lent: undefined,
  paired: undefined,
} as const;

/** Everything that a start needs is there. */
export const mayStart = ({ ready, starting, venue, code }: Choosing): boolean =>
  ready && !starting && (venue.needsCode !== true || code.trim() !== "");

function backFrom(state: Choosing): State {
  if (state.starting) return state;
  return state.ready
    ? { ...state, ready: false, fault: undefined }
    : { at: "promise", venue: state.venue };
}

const startOf = (
  { venue, choice, approach, code, consent }: Choosing,
  language: Language,
): SessionStart => ({
  venue: venue.venue,
  interests: [...choice.interests],
  stars: [...choice.stars],
  approach,
  consent,
  language,
  open: true,
  ...(venue.needsCode === true ? { code: code.trim() } : {}),
});

function stepEnded(state: Ended, input: Input): Step {
  if (input.kind === "told" || input.kind === "unreached")
    return to({ ...state, told: input.kind });
  return to(input.kind === "again" ? { at: "welcome", venue: state.venue } : state);
}
