/**
 * Press: makes PDFs in the matcher's own thread, one after the other, a page or a label at a time, so
 * that what else waits comes in between.
 */
import type { Press } from "../../print-ports.ts";

/** Sheets for a whole venue are asked for one by one; more than this is a mistake. */
const MOST_WAITING = 4;

/** What draws is loaded with the first thing that is printed: most matchers print nothing all day. */
export function startPress(): Press {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const queued = (draw: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> => {
    if (waiting >= MOST_WAITING) return Promise.resolve(undefined);
    waiting++;
    const drawn = last.then(draw).finally(() => {
      waiting--;
    });
    last = drawn.catch(() => {});
    return drawn;
  };
  return {
    posters: (print, now) =>
      queued(async () => (await import("./posters.ts")).drawPosters(print, now)),
    badges: (print, now) =>
      queued(async () => (await import("./badges.ts")).drawBadges(print, now)),
    sign: (print, now) => queued(async () => (await import("./sign.ts")).drawSign(print, now)),
    placement: (print, now) =>
      queued(async () => (await import("./placement.ts")).drawPlacement(print, now)),
    report: (print, now) =>
      queued(async () => (await import("./report.ts")).drawReport(print, now)),
  };
}
