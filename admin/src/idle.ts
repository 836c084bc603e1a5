/**
 * Idle: work that waits until the page has nothing better to do, and screens that are fetched then,
 * so that whoever goes there next waits for figures only.
 */
import { type DurationMs, durationMs } from "@sighej/protocol";

/** Browsers without idle times get this pause instead; the others wait no longer than that. */
const PAUSE: DurationMs = durationMs(50);

/** What it gives back takes the work off. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(work, PAUSE);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: PAUSE });
  return () => cancelIdleCallback(asked);
}

/** One after the other; one that cannot be had is fetched again when somebody goes there. */
export function fetchAhead(loads: readonly (() => Promise<unknown>)[]): () => void {
  let stop = (): void => {};
  const next = (at: number): void => {
    const load = loads[at];
    if (load === undefined) return;
    stop = whenIdle(() => {
      void load().then(
        () => next(at + 1),
        () => undefined,
      );
    });
  };
  next(0);
  return () => stop();
}
