/** Borders: turns a clock that may be corrected at any time into one call at the end of each window. */
import type { UnixMs } from "@sighej/protocol";

/**
 * Calls `tick` after each multiple of the length (ms) on the clock, whatever the clock does meanwhile,
 * until what it returns is called. The length is asked for anew each time.
 */
export function tickAtBorders(
  length: () => number,
  now: () => UnixMs,
  tick: (now: UnixMs) => void,
): () => void {
  let timer: NodeJS.Timeout;
  function plan(): void {
    timer = setTimeout(
      () => {
        tick(now());
        plan();
      },
      length() - (now() % length()),
    );
  }
  plan();
  return () => clearTimeout(timer);
}
