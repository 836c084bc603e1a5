/**
 * Kept open: opens something again when it has ended by itself, after longer and longer pauses, and
 * not for ever.
 */
import { setTimeout } from "node:timers/promises";
import { type DurationMs, durationMs, minutes, seconds } from "@sighej/protocol";
import { MatcherError } from "../../../errors.ts";

/**
 * At once for what happens once (memory was short for a moment), then so that a machine can recover.
 * Whatever ends six times is broken: opening takes a core and 400 MB for seconds, each time.
 */
export const PAUSES: readonly DurationMs[] = [
  durationMs(0),
  ...[1, 5, 15, 60, 60].map((each) => seconds(each)),
];
/** What has lived this long was sound: its end is the first one again. */
const SOUND_AFTER = minutes(10);

interface Ends {
  readonly ended: Promise<void>;
}

export interface KeepOpen {
  readonly pauses: readonly DurationMs[];
  /** Aborted: never opened again. */
  readonly signal: AbortSignal;
  /** It has ended by itself. */
  onEnd(): void;
}

/**
 * Asks for what is open now, or will be. Rejects as the first opening did, for that is not tried
 * again, or with "store-failed" once all pauses are used up.
 */
export function keptOpen<T extends Ends>(
  open: () => Promise<T>,
  { pauses, signal, onEnd }: KeepOpen,
): () => Promise<T> {
  const left = [...pauses];
  const watch = (opened: T): T => {
    const since = performance.now();
    void opened.ended.then(() => {
      if (signal.aborted) return;
      if (performance.now() - since >= SOUND_AFTER) left.splice(0, left.length, ...pauses);
      onEnd();
      take(again());
    });
    return opened;
  };
  const again = async (): Promise<T> => {
    let failure: unknown;
    for (let pause = left.shift(); pause !== undefined; pause = left.shift()) {
      await setTimeout(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
      try {
        return watch(await open());
      } catch (cause) {
        failure = cause;
      }
    }
    throw new MatcherError("store-failed", "the embedded database has ended too often", failure);
  };
  let current: Promise<T>;
  const take = (next: Promise<T>) => {
    current = next;
    // Whoever asks hears of it; nobody has to.
    next.catch(() => {});
  };
  take(open().then(watch));
  return () => current;
}
