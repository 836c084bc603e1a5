/**
 * Step: turns a state and an input into the next state and the deeds that it asks for. Pure.
 *
 * What does not concern the stage that the page is in changes nothing, so a late answer is harmless.
 */
import { CONSENT_VERSION, type Language, type UnixMs, type VenueView } from "@sighej/protocol";
import { toggled } from "./choice.ts";
import { type Step, to } from "./deed.ts";
import type { Held, Input } from "./input.ts";
import { beginOpen, stepOpen } from "./open-step.ts";
import type { Choosing, Ended, State } from "./session.ts";

export function step(state: State, input: Input, now: UnixMs): Step {
  switch (state.at) {
    case "loading":
    case "nowhere":
      return stepArrival(state, input);
    case "welcome":
      return to(input.kind === "begin" ? { ...state, at: "promise" } : state);
    case "promise":
      if (input.kind === "decline") return to({ ...state, at: "declined" });
      if (input.kind === "back") return to({ ...state, at: "welcome" });
      return to(input.kind === "agree" ? agreed(state.venue) : state);
    case "declined":
      return to(input.kind === "again" ? { ...state, at: "welcome" } : state);
    case "choosing":
      return stepChoosing(state, input);
    case "open":
      return stepOpen(state, input, now);
    case "ended":
      return stepEnded(state, input);
  }
}

function stepArrival(state: State, input: Input): Step {
  switch (input.kind) {
    case "arrived":
      return arrived(input.venue, input.held);
    case "nowhere":
      return to({ at: "nowhere", why: input.why });
    case "retry":
    case "awake":
      return to(state, { do: "arrive" });
    default:
      return to(state);
  }
}

function arrived(venue: VenueView, held: Held): Step {
  if (held === "none") return to({ at: "welcome", venue });
  if (held === "over") return to({ at: "ended", venue, how: "forgotten", told: "told" });
  return beginOpen(venue, held);
}

/** The only way to a stage with a consent in it. */
const agreed = (venue: VenueView): Choosing => ({
  at: "choosing",
  venue,
  consent: { version: CONSENT_VERSION, given: true },
  chosen: [],
  starting: false,
  fault: undefined,
});

function stepChoosing(state: Choosing, input: Input): Step {
  switch (input.kind) {
    case "toggle":
      return to({ ...state, chosen: toggled(state.chosen, input.interest) });
    case "submit":
      // A second press while the first is on its way must not start a second session.
      return state.starting || state.chosen.length === 0
        ? to(state)
        : to(
            { ...state, starting: true, fault: undefined },
            { do: "start", body: startOf(state, input.language) },
          );
    case "started":
      return beginOpen(state.venue, input.session);
    case "not-started":
      return to({ ...state, starting: false, fault: input.fault });
    case "back":
      return to(state.starting ? state : { at: "promise", venue: state.venue });
    default:
      return to(state);
  }
}

const startOf = ({ venue, chosen, consent }: Choosing, language: Language) => ({
  venue: venue.venue,
  interests: [...chosen],
  consent,
  language,
  open: true,
});

function stepEnded(state: Ended, input: Input): Step {
  if (input.kind === "told" || input.kind === "unreached")
    return to({ ...state, told: input.kind });
  return to(input.kind === "again" ? { at: "welcome", venue: state.venue } : state);
}
