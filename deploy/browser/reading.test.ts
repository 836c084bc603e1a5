/**
 * Every screen for whoever reads otherwise: zoomed in to 200 %, with letters of twice the size, and
 * from right to left; and on as much of a phone as its browser leaves.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { type Chromium, openChromium } from "./chromium.ts";
import type { HandsetConfig } from "./handset.ts";
import { takeTours } from "./tours.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());

function largeLetters(): void {
  addEventListener("DOMContentLoaded", () => {
    document.documentElement.style.fontSize = "200%";
  });
}
/** Both languages are read from the left, and the page says so whenever it begins to speak one. */
function fromRightToLeft(): void {
  addEventListener("DOMContentLoaded", () => {
    const page = document.documentElement;
    page.dir = "rtl";
    Object.defineProperty(page, "dir", { set: () => {} });
  });
}

/** What a page that is zoomed in has: half as many of its own pixels. */
const BARS = "between the browser's bars";
const ways: readonly (readonly [string, HandsetConfig])[] = [
  ["a phone at 200 %", { size: { width: 195, height: 422 } }],
  ["letters of twice the size", { before: largeLetters }],
  ["right to left", { before: fromRightToLeft }],
  // Safari's on a phone of 844 px.
  [BARS, { size: { width: 390, height: 664 } }],
];
/** Here it is agreed to what stands above the button. */
const readFirst: ReadonlySet<string> = new Set(["promise", "stay-longer"]);

/** What sticks out of the page or of what holds it, or lies under something else. */
const outOfPlace = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isShown = (each: Element) =>
      each.checkVisibility() && !each.matches(".only-read, .only-read *");
    const named = (each: Element) => `${each.localName} "${each.textContent?.trim().slice(0, 40)}"`;
    const sticksOut = (each: Element) => {
      const { left, right } = each.getBoundingClientRect();
      return left < -1 || right > width + 1;
    };
    const isCut = (each: Element) => each.scrollWidth > each.clientWidth + 1;
    const all = [...document.querySelectorAll("h1, h2, p, li, dt, dd, button, input, label")];
    return [
      ...(document.documentElement.scrollWidth > width + 1 ? ["the page scrolls sideways"] : []),
      ...all
        .filter(isShown)
        .filter(sticksOut)
        .map((each) => `sticks out: ${named(each)}`),
      ...all
        .filter((each) => each.matches("button"))
        .filter(isShown)
        .filter(isCut)
        .map((each) => `is cut: ${named(each)}`),
    ];
  });

/** Whether what a screen is for can be pressed, by its words, without scrolling. */
const isInSight = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    scrollTo(0, 0);
    return [...document.querySelectorAll(".button.main, .button.hello, .button.away")].every(
      (each) => each.getBoundingClientRect().bottom <= innerHeight,
    );
  });

/** Where the name stands that begins every page: on the side that reading begins on. */
const beginsRight = (page: Page): Promise<boolean | undefined> =>
  page.evaluate(() => {
    const mark = document.querySelector("header .mark")?.getBoundingClientRect();
    return mark && mark.left + mark.width / 2 > innerWidth / 2;
  });

it.concurrent.for(ways)(
  "has everything in its place on every screen: %s",
  { timeout: 300_000 },
  async ([way, config], { expect }) => {
    const look = async (name: string, page: Page) => {
      expect.soft(await outOfPlace(page), name).toEqual([]);
      if (way === BARS && !readFirst.has(name)) expect.soft(await isInSight(page), name).toBe(true);
      if (way === "right to left") expect.soft(await beginsRight(page), name).not.toBe(false);
    };
    const faults = await takeTours(chromium.browser, config, (name, { page }) => look(name, page));
    expect(faults).toEqual([]);
  },
);
