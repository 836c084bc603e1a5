/**
 * Visit: one page's life. Holds the state as a rune, steps it with every input, and has the deeds
 * carried out that a step asks for.
 */
import type { UnixMs } from "@sighej/protocol";
import type { VisitConfig } from "./arrival.ts";
import { openDeeds } from "./deeds.ts";
import type { Input } from "./input.ts";
import { pressesOf } from "./link.ts";
import type { State } from "./session.ts";
import { step } from "./step.ts";

/** Fine enough for a nudge that runs out; a second of nothing costs nothing. */
const TICK_MS = 1_000;

export interface Visit {
  readonly state: State;
  /** The phone's time as of the last input: a tick comes every second. */
  readonly now: UnixMs;
  send(input: Input): void;
  close(): void;
}

/** Starts with asking for the venue. */
export function openVisit(config: VisitConfig): Visit {
  let state = $state.raw<State>({ at: "loading" });
  let now = $state.raw(config.now());
  const deeds = openDeeds(config, () => state, send);
  const ticking = setInterval(() => send({ kind: "tick" }), TICK_MS);

  function send(input: Input): void {
    now = config.now();
    const before = state;
    const next = step(before, input, now);
    state = next.state;
    for (const deed of next.deeds) deeds.perform(deed);
    for (const press of pressesOf(config.link, before, next.state)) send(press);
  }

  deeds.perform({ do: "arrive" });
  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    send,
    close() {
      clearInterval(ticking);
      deeds.close();
    },
  };
}
