/**
 * Deed: what is to be done outside the state, as a value, and the step that orders it. Pure;
 * `visit.svelte.ts` carries deeds out.
 */
import type {
  Carrier,
  NudgeId,
  Reply,
  SessionEdit,
  SessionExtension,
  SessionStart,
  UnixMs,
} from "@sighej/protocol";
import type { FindPress } from "./finding.ts";
import type { Remembered } from "./kept.ts";
import type { OwnSession, State } from "./session.ts";

export type Deed =
  /** Ask for the venue, and for the session that this phone may still have. */
  | { readonly do: "arrive" }
  /** Bring a session over by its transfer code. */
  | { readonly do: "take"; readonly code: string }
  | { readonly do: "unhear" }
  | { readonly do: "start"; readonly body: SessionStart }
  | { readonly do: "extend"; readonly session: OwnSession; readonly body: SessionExtension }
  /** Keep this for a reload, in place of what was kept. */
  | { readonly do: "keep"; readonly kept: Remembered }
  | { readonly do: "listen"; readonly session: OwnSession }
  /** Try the connection now; `renew` also where it seems to stand. */
  | { readonly do: "wake"; readonly renew: boolean }
  /** Ask for the session anew: is it still there? */
  | { readonly do: "view"; readonly session: OwnSession }
  | { readonly do: "edit"; readonly session: OwnSession; readonly edit: SessionEdit }
  /** Say that a nudge was seen, once it is. */
  | { readonly do: "acknowledge"; readonly nudge: NudgeId }
  /** Answer a nudge, again and again until it is told or `until` (the phone's clock). */
  | {
      readonly do: "reply";
      readonly session: OwnSession;
      readonly nudge: NudgeId;
      readonly reply: Reply;
      readonly until: UnixMs;
    }
  | { readonly do: "report"; readonly session: OwnSession; readonly nudge: NudgeId }
  /** `ask`: with the browser's question; else only where it was answered before. */
  | {
      readonly do: "subscribe";
      readonly session: OwnSession;
      readonly pushKey: string;
      readonly ask: boolean;
    }
  /** Be found by something: what came of it is "found" or "not-found", and a fresh view. */
  | { readonly do: "find"; readonly session: OwnSession; readonly by: FindPress }
  | { readonly do: "carry"; readonly session: OwnSession; readonly carrier: Carrier }
  /** Close the connection and drop everything of the session from the phone. */
  | { readonly do: "forget"; readonly session: OwnSession }
  /** Have carrier and matcher delete the session. */
  | { readonly do: "delete"; readonly session: OwnSession; readonly carrier: Carrier | undefined };

export interface Step<S extends State = State> {
  readonly state: S;
  readonly deeds: readonly Deed[];
}

export const to = <S extends State>(state: S, ...deeds: readonly Deed[]): Step<S> => ({
  state,
  deeds,
});

/** `step` with more to do after it. */
export const and = <S extends State>(step: Step<S>, ...deeds: readonly Deed[]): Step<S> => ({
  ...step,
  deeds: [...step.deeds, ...deeds],
});

/** Another step after `step`, with the deeds of both in order. */
export function chained<S extends State, T extends State>(
  step: Step<S>,
  next: (state: S) => Step<T>,
): Step<T> {
  const following = next(step.state);
  return { ...following, deeds: [...step.deeds, ...following.deeds] };
}
