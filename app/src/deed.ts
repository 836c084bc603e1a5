/**
 * Deed: what is to be done outside the state, as a value, and the step that orders it. Pure;
 * `visit.svelte.ts` carries deeds out.
 */
import type { Carrier, NudgeId, SessionEdit, SessionStart } from "@sighej/protocol";
import type { OwnSession, State } from "./session.ts";

export type Deed =
  /** Ask for the venue, and for the session that this tab may still have. */
  | { readonly do: "arrive" }
  | { readonly do: "start"; readonly body: SessionStart }
  /** Keep the session for a reload, in place of what was kept. */
  | { readonly do: "keep"; readonly session: OwnSession }
  | { readonly do: "listen"; readonly session: OwnSession }
  /** Try the connection now; `renew` also where it seems to stand. */
  | { readonly do: "wake"; readonly renew: boolean }
  /** Ask for the session anew: is it still there? */
  | { readonly do: "view"; readonly session: OwnSession }
  | { readonly do: "edit"; readonly session: OwnSession; readonly edit: SessionEdit }
  | { readonly do: "acknowledge"; readonly nudge: NudgeId }
  | { readonly do: "carry"; readonly session: OwnSession; readonly carrier: Carrier }
  /** Close the connection and drop what was kept. */
  | { readonly do: "forget" }
  /** Have carrier and matcher delete the session. */
  | { readonly do: "delete"; readonly session: OwnSession; readonly carrier: Carrier | undefined };

export interface Step {
  readonly state: State;
  readonly deeds: readonly Deed[];
}

export const to = (state: State, ...deeds: readonly Deed[]): Step => ({ state, deeds });
