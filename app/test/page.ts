/**
 * Page: the whole app in jsdom against a matcher double, and the presses and looks of its tests.
 */
import { type DurationMs, type UnixMs, unixMs } from "@sighej/protocol";
import { fireEvent, screen, within } from "@testing-library/svelte";
import { mount, unmount } from "svelte";
import { expect, vi } from "vitest";
import App from "../src/App.svelte";
import type { Abilities } from "../src/abilities.ts";
import { openApi } from "../src/api.ts";
import { keptIn } from "../src/kept.ts";
import { speak } from "../src/language.svelte.ts";
import type { Notices } from "../src/notices.ts";
import { openVisit, type Visit } from "../src/visit.svelte.ts";
import { venue } from "./made-up.ts";
import { type MatcherDouble, startMatcherDouble } from "./matcher-double.ts";

export const PHRASE = "Someone nearby also works with DevOps and enjoys hardstyle.";
/** A busy machine needs seconds for what takes none; what never comes ends within a test's time. */
const PATIENCE_MS = 15_000;
export let matcher: MatcherDouble;
/** No worker and no push service in jsdom: what the browser would answer is decided by a test. */
export const notices: Notices & {
  answer: Awaited<ReturnType<Notices["subscribe"]>>;
  gone: number;
} = {
  answer: "unasked",
  gone: 0,
  subscribe: async (_pushKey, ask) => (ask ? notices.answer : "unasked"),
  forget: async () => {
    notices.gone += 1;
  },
  clear: async () => {},
};
const abilities: Abilities = {
  push: "yes",
  bluetooth: false,
  scan: false,
  camera: false,
  moves: false,
};
let visit: Visit;
let app: ReturnType<typeof mount>;
let now: () => UnixMs;

/** For `beforeEach`. */
export async function setUp(): Promise<void> {
  matcher = await startMatcherDouble();
  now = () => unixMs(Date.now());
  Object.assign(notices, { answer: "unasked", gone: 0 });
  vi.stubGlobal("scrollTo", () => {});
  // The page that tests have lays nothing out.
  Element.prototype.scrollIntoView = () => {};
}

/** For `afterEach`. */
export async function tearDown(): Promise<void> {
  await leave();
  localStorage.clear();
  speak("en");
  vi.unstubAllGlobals();
  await matcher.stop();
}

export function arrive(path = `/v/${venue.venue}`, more: Partial<Abilities> = {}): void {
  visit = openVisit({
    origin: matcher.origin,
    path,
    api: openApi(matcher.origin),
    kept: keptIn(() => localStorage),
    notices,
    now: () => now(),
    random: () => 0,
  });
  app = mount(App, {
    target: document.body,
    props: { visit, abilities: { ...abilities, ...more } },
  });
}
export async function leave(): Promise<void> {
  visit.close();
  await unmount(app);
}

/** By roles would be slow over a hundred chips in jsdom; every control here is a native one. */
export const named = (selector: string, name: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
    (each) => (each.ariaLabel ?? each.textContent).trim() === name,
  );
  if (found === undefined) throw new Error(`no ${selector} is named ${name}`);
  return found;
};
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval: 10 });
export const heading = (name: string) => eventually(() => named("h1", name));
export const says = (words: string | RegExp) => eventually(() => screen.getByText(words));
export const press = async (name: string): Promise<void> => {
  await fireEvent.click(await eventually(() => named("button", name)));
};
export const box = (name: string) =>
  within(named("label.choose", name)).getByRole<HTMLInputElement>("checkbox");
export const choose = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await fireEvent.click(await eventually(() => box(name)));
};
/** So much time has passed when the phone wakes. */
export const pass = (length: DurationMs): void => {
  const before = now();
  matcher.ahead += length;
  now = () => unixMs(before + length);
  visit.send({ kind: "awake", renew: false });
};
export const toInterests = async (): Promise<void> => {
  await press("Start");
  await press("I agree");
  await heading("What could you talk about for ten minutes?");
};
export const toOpen = async (): Promise<void> => {
  await toInterests();
  await choose("DevOps", "Hardstyle");
  await press("Continue with 2 interests");
  await press("Open");
  await heading("You are open to talk");
  await eventually(() => expect(matcher.connections).toBe(1));
};
export const stored = (): number =>
  sessionStorage.length + localStorage.length + document.cookie.length;
