/**
 * Codes: what a zone's screen shows now, as a rune: asked for again as the last code ends, and never
 * shown a moment longer, whatever the network does.
 */
import { durationMs, type ScreenView, seconds } from "@sighej/protocol";
import type { Answer } from "../api/ask.ts";
import type { Trouble } from "../trouble.ts";

type Shown =
  | { readonly kind: "asking" }
  /** This tablet is no screen, or none any more: it needs a code. */
  | { readonly kind: "stranger" }
  | { readonly kind: "code"; readonly view: ScreenView; readonly left: number }
  /** No code that holds: the matcher does not answer, or has no such zone. */
  | { readonly kind: "away"; readonly trouble: Trouble };

export interface Codes {
  readonly shown: Shown;
  again(): Promise<void>;
  stop(): void;
}

/** How often what is left of a code is looked at: a code that is over goes within this time. */
const LOOK_EVERY = durationMs(250);
/** After the last code has ended, so that the next one is there. */
const AFTER_END = durationMs(200);
/** While the matcher does not answer. */
const TRY_EVERY = seconds(3);
/** A tablet whose clocks were set, or that slept, asks at once; one whose answer is odd does not race. */
const LEAST = seconds(1);

/** The matcher's clock, by two of our own: one stops while a tablet sleeps, the other may be set. */
const clocks = () => [performance.now(), Date.now()] as const;
const since = ([ran, read]: readonly [number, number]): number =>
  Math.max(performance.now() - ran, Math.abs(Date.now() - read));

export function codesOf(ask: () => Promise<Answer<ScreenView | null>>): Codes {
  let shown = $state.raw<Shown>({ kind: "asking" });
  let held: { view: ScreenView; at: readonly [number, number] } | undefined;
  let trouble: Trouble = { kind: "away" };
  let dueAt = 0;
  let asking = false;
  let stopped = false;

  function look(): void {
    if (held !== undefined) {
      const left = held.view.until - held.view.serverTime - since(held.at);
      if (left > 0) shown = { kind: "code", view: held.view, left };
      else {
        held = undefined;
        shown = { kind: "away", trouble };
      }
    }
    if (performance.now() >= dueAt && !asking) void again();
  }

  async function again(): Promise<void> {
    asking = true;
    const asked = clocks();
    const answer = await ask();
    asking = false;
    if (stopped) return;
    dueAt = performance.now() + TRY_EVERY;
    if (answer.ok) {
      if (answer.value === null) {
        // Shut out by staff: what is on the wall goes at once.
        held = undefined;
        shown = { kind: "stranger" };
        return;
      }
      held = { view: answer.value, at: asked };
      trouble = { kind: "away" };
      const { until, serverTime } = answer.value;
      dueAt = performance.now() + Math.max(LEAST, until - serverTime - since(asked) + AFTER_END);
    } else {
      trouble = answer.trouble;
      if (held === undefined) shown = { kind: "away", trouble };
    }
    look();
  }

  const timer = setInterval(look, LOOK_EVERY);
  void again();
  return {
    get shown() {
      return shown;
    },
    again,
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
