/**
 * Input: everything that can change what the page shows: a press, or news. Types only.
 */
import type {
  Approach,
  ChosenRole,
  Cue,
  InterestId,
  Language,
  Nudge,
  PAUSES,
  Reply,
  SessionView,
  VenueView,
} from "@sighej/protocol";
import type { Fault } from "./api.ts";
import type { FindPress, Trouble, Way } from "./finding.ts";
import type { Remembered } from "./kept.ts";
import type { Ended, Line, Link, Notices, Nowhere, OwnSession, View } from "./session.ts";

/** What someone pressed. */
export type Press =
  | FindPress
  | { readonly kind: "begin" | "agree" | "decline" | "back" | "again" | "retry" | "continue" }
  | { readonly kind: "toggle" | "star"; readonly interest: InterestId }
  | { readonly kind: "approach"; readonly approach: Approach }
  | { readonly kind: "code"; readonly code: string }
  /** Open to talk, from here on in `language`. */
  | { readonly kind: "submit"; readonly language: Language }
  /** A transfer code, as pasted. */
  | { readonly kind: "take"; readonly code: string }
  | { readonly kind: "unhear" }
  | { readonly kind: "speak"; readonly language: Language }
  | { readonly kind: "look"; readonly view: View }
  | { readonly kind: "set-open"; readonly open: boolean }
  | { readonly kind: "pause"; readonly length: (typeof PAUSES)[number] }
  | {
      readonly kind: "profile";
      readonly approach: Approach;
      readonly role: ChosenRole | undefined;
    }
  /** To the nudge on the screen, or to what followed it. */
  | { readonly kind: "answer"; readonly answer: Reply }
  /** Put the phone away; or look at the cue again. */
  | { readonly kind: "away" | "sign" }
  /** `extend` is a consent, given once more. */
  | { readonly kind: "save" | "report" | "extend" | "notify" | "carry" | "dismiss" | "stop" };

/** The session that this phone had before, if it had one: still there, or over. */
export type Held = Omit<Remembered, "venue"> | "over" | "none";

/** What came from outside, or from the clock. */
type News =
  /** `isOld`: from the phone's memory, without the matcher. */
  | {
      readonly kind: "arrived";
      readonly venue: VenueView;
      readonly held: Held;
      readonly isOld?: boolean;
    }
  | { readonly kind: "nowhere"; readonly why: Nowhere }
  | { readonly kind: "started" | "extended"; readonly session: OwnSession }
  | { readonly kind: "not-started" | "not-edited" | "not-extended"; readonly fault: Fault }
  | { readonly kind: "viewed" | "edited"; readonly view: SessionView }
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "nudge"; readonly nudge: Nudge }
  | { readonly kind: "cue"; readonly cue: Cue }
  | { readonly kind: "notices"; readonly notices: Notices }
  | {
      readonly kind: "found";
      readonly way: Way;
      readonly battery: number | undefined;
      /** Of what was paired, the browser's name. */
      readonly device?: string | undefined;
    }
  | { readonly kind: "not-found"; readonly way: Way; readonly trouble: Trouble }
  | { readonly kind: "line"; readonly line: Line }
  | { readonly kind: "not-taken"; readonly why: "bad" | "away" }
  /** The phone is in use again, or in a network again. */
  | { readonly kind: "awake"; readonly renew: boolean }
  | { readonly kind: "over"; readonly how: Ended["how"] }
  | { readonly kind: "carried" | "not-carried" | "told" | "unreached" | "tick" };

export type Input = Press | News;
