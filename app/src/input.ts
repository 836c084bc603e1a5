/**
 * Input: everything that can change what the page shows: a press, or news. Types only.
 */
import type { InterestId, Language, Nudge, SessionView, VenueView } from "@sighej/protocol";
import type { Fault } from "./api.ts";
import type { Ended, Link, Nowhere, OwnSession } from "./session.ts";

/** What someone pressed. */
export type Press =
  | { readonly kind: "begin" | "agree" | "decline" | "back" | "again" | "retry" }
  | { readonly kind: "toggle"; readonly interest: InterestId }
  | { readonly kind: "submit"; readonly language: Language }
  | { readonly kind: "set-open"; readonly open: boolean }
  | { readonly kind: "change" | "carry" | "dismiss" | "stop" };

/** The session that this tab had before it was loaded anew, if it had one: still there, or over. */
export type Held = OwnSession | "over" | "none";

/** What came from outside, or from the clock. */
type News =
  | { readonly kind: "arrived"; readonly venue: VenueView; readonly held: Held }
  | { readonly kind: "nowhere"; readonly why: Nowhere }
  | { readonly kind: "started"; readonly session: OwnSession }
  | { readonly kind: "not-started" | "not-edited"; readonly fault: Fault }
  | { readonly kind: "viewed" | "edited"; readonly view: SessionView }
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "nudge"; readonly nudge: Nudge }
  /** The phone is in use again, or in a network again. */
  | { readonly kind: "awake"; readonly renew: boolean }
  | { readonly kind: "over"; readonly how: Ended["how"] }
  | { readonly kind: "carried" | "not-carried" | "told" | "unreached" | "tick" };

export type Input = Press | News;
