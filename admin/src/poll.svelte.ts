/**
 * Poll: asks again and again, and keeps the last answer and its age, as runes. The only thing on the
 * dashboard that asks by itself.
 *
 * It asks nothing while the page is hidden or figures are held still, more and more seldom while the
 * matcher does not answer, and never twice at once.
 */
import { type DurationMs, seconds, type UnixMs, unixMs } from "@sighej/protocol";
import type { Answer } from "./api/ask.ts";
import type { Trouble } from "./trouble.ts";

export interface Polled<T> {
  /** The last good answer, however old; kept while later ones fail. */
  readonly value: T | undefined;
  /** When that was. */
  readonly at: UnixMs | undefined;
  /** Why the last attempt failed; undefined after one that did not. */
  readonly trouble: Trouble | undefined;
  /** How long an answer is good for. */
  readonly every: DurationMs;
  /** Ask now, as after a change. Resolves when it was answered. */
  again(): Promise<void>;
}

/** An hour in a hall without network must not be an hour of requests. */
const SELDOM_AT_MOST = 8;
/** A request that came back at once must not be asked at once. */
const LEAST = seconds(1);

let held = $state(false);

/** "Hold figures still": one switch for every figure of the page. */
export const figures = {
  get held(): boolean {
    return held;
  },
  set held(value: boolean) {
    held = value;
  },
};

/**
 * Call it while a component is made. What `ask` reads before it waits (a venue, a range) is asked
 * anew when it changes, and the answer to what it was before is forgotten.
 */
export function poll<T>(ask: () => Promise<Answer<T>>, every: DurationMs): Polled<T> {
  let value = $state.raw<T | undefined>(undefined);
  let at = $state.raw<UnixMs | undefined>(undefined);
  let trouble = $state.raw<Trouble | undefined>(undefined);
  let failures = 0;
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(mine: number, answering: Promise<Answer<T>>): Promise<void> {
    const answer = await answering;
    if (mine !== turn) return;
    if (answer.ok) {
      [value, at, trouble, failures] = [answer.value, unixMs(Date.now()), undefined, 0];
    } else {
      trouble = answer.trouble;
      failures += 1;
    }
    plan(mine);
  }

  function plan(mine: number): void {
    clearTimeout(timer);
    const wait = Math.max(every * Math.min(2 ** failures, SELDOM_AT_MOST), LEAST);
    timer = setTimeout(() => {
      if (mine !== turn) return;
      if (document.hidden || held) plan(mine);
      else void run(mine, ask());
    }, wait);
  }

  function start(): Promise<void> {
    clearTimeout(timer);
    turn += 1;
    return run(turn, ask());
  }

  $effect(() => {
    // Asked here, so that what it reads is known.
    turn += 1;
    [value, at, trouble, failures] = [undefined, undefined, undefined, 0];
    void run(turn, ask());
    const shown = () => {
      if (!document.hidden && !held) void start();
    };
    document.addEventListener("visibilitychange", shown);
    return () => {
      turn += 1;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  });

  return {
    get value() {
      return value;
    },
    get at() {
      return at;
    },
    get trouble() {
      return trouble;
    },
    every,
    again: start,
  };
}
