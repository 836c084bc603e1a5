/**
 * Turnstile: lets one in at a time, first come first served, and only so many wait.
 */
import { MatcherError } from "../../errors.ts";

/** Who waits: more than all dashboards of a venue ask at once. */
const MOST_WAITING = 64;

export interface Turnstile {
  /** Rejects with "store-failed" when too many wait already. */
  enter(): Promise<void>;
  leave(): void;
}

export function turnstile(): Turnstile {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    enter: async () => {
      if (!taken) {
        taken = true;
        return;
      }
      if (waiting.length >= MOST_WAITING)
        throw new MatcherError("store-failed", "too many wait for the database");
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
