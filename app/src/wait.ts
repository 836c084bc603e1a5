/**
 * Wait: time that passes, or a page that is looked at, unless it is cut short.
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

/** Resolves once the page can be seen, or when `signal` aborts; never rejects. */
export function seen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      signal.removeEventListener("abort", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
    look();
  });
}
