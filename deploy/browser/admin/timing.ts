/**
 * Timing: how long a person waits at a page, from a navigation or a press until what was asked for is
 * painted, and what the browser itself says of the press (Event Timing, from which INP is made).
 *
 * Painted is taken as two frames after everything wanted is in the document.
 */
import type { Page } from "playwright-core";

/** At least `least` (one by default) of these elements, the first of them with this text in it. */
export interface Wanted {
  readonly selector: string;
  readonly least?: number;
  readonly text?: string;
}

interface Watch {
  /** From a navigation on. */
  first?: Promise<number>;
  shown(wanted: readonly Wanted[]): Promise<number>;
  /** When the last press or key came, by the page's clock. */
  pressedAt: number;
  painted?: Promise<number>;
  readonly events: PerformanceEventTiming[];
}
const watch = globalThis as unknown as Watch;

/** In the page, before any of its own code: notes presses, and when what is wanted is painted. */
function install(first: readonly Wanted[]): void {
  const there = ({ selector, least = 1, text = "" }: Wanted): boolean => {
    const found = document.querySelectorAll(selector);
    return found.length >= least && (found[0]?.textContent ?? "").includes(text);
  };
  watch.shown = (wanted) =>
    new Promise((resolve) => {
      const look = () => {
        if (!wanted.every(there)) return false;
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
        return true;
      };
      if (look()) return;
      const observer = new MutationObserver(() => {
        if (look()) observer.disconnect();
      });
      observer.observe(document, {
        ...{ subtree: true, childList: true, characterData: true, attributes: true },
      });
    });
  for (const kind of ["pointerdown", "keydown", "input"])
    addEventListener(kind, ({ timeStamp }) => (watch.pressedAt = timeStamp), { capture: true });
  Object.assign(watch, { events: [] });
  new PerformanceObserver((list) =>
    watch.events.push(...(list.getEntries() as PerformanceEventTiming[])),
  ).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  watch.first = watch.shown(first);
}

/** ms from the navigation until all of `wanted` is painted, nothing of the page being known before. */
export async function firstView(
  page: Page,
  address: string,
  wanted: readonly Wanted[],
): Promise<number> {
  await page.addInitScript("globalThis.watch = globalThis; globalThis.__name ??= (named) => named");
  await page.addInitScript(install, wanted);
  await page.goto(address, { waitUntil: "commit" });
  return page.evaluate(() => (globalThis as unknown as Watch).first ?? Number.NaN);
}

/** ms from a press until all of `wanted` is painted; or what the browser says of it, if that is more. */
export async function answerTo(
  page: Page,
  press: () => Promise<void>,
  wanted: readonly Wanted[],
): Promise<number> {
  // What came in meanwhile, such as figures that are asked for again, is none of the press's own.
  await page.evaluate((all) => {
    const own = globalThis as unknown as Watch;
    own.events.length = 0;
    own.painted = own.shown(all);
  }, wanted);
  await press();
  return page.evaluate(async () => {
    const own = globalThis as unknown as Watch;
    const shown = (await own.painted) ?? Number.NaN;
    // Entries are handed over after the frame that they tell of.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const events = own.events.map(({ duration }) => duration);
    return Math.max(shown - own.pressedAt, ...events);
  });
}
