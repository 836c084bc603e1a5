/**
 * Wait: time that passes, unless it is cut short.
 */
import type { DurationMs } from "@sighej/protocol";

/** Resolves after `length`, or at once when `signal` aborts; never rejects. */
export function wait(length: DurationMs, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, length);
    signal.addEventListener("abort", finish);
    if (signal.aborted) finish();
  });
}
