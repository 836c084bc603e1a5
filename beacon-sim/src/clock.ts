/**
 * Clock: the time and the timers that the simulator is given, so that tests run without waiting and
 * a recording can be played faster than it happened. `systemClock` is the only real one.
 */

/** Calls the waiting function off; harmless once it has run. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions; never goes back. */
  now(): number;
  /** Runs `run` once, `delayMs` from now or as soon after as can be. */
  after(delayMs: number, run: () => void): Cancel;
}

/** Monotonic, so a correction of the wall clock during a run neither bunches nor drops adverts. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until told to move; for tests. */
export class ManualClock implements Clock {
  #now: number;
  // In no order: a test has few timers, and the earliest is looked up.
  readonly #waiting = new Set<Waiting>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): Cancel {
    const waiting: Waiting = { at: this.#now + Math.max(0, delayMs), run };
    this.#waiting.add(waiting);
    return () => {
      this.#waiting.delete(waiting);
    };
  }

  /** Moves on by `ms`, running what falls due on the way, each at its own time and in that order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      let next: Waiting | undefined;
      for (const waiting of this.#waiting) {
        if (waiting.at <= end && (next === undefined || waiting.at < next.at)) next = waiting;
      }
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
