/**
 * Handset: one phone's browser, with a language and a colour scheme of its own, used by what its
 * screen says. Remembers the presses, the session that the matcher gave it, and what went wrong.
 */
import { decodeSessionStarted, type Language, type SessionStarted } from "@sighej/protocol";
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from "playwright-core";
import { say, type Values } from "./say.ts";

export interface HandsetConfig {
  readonly language?: Language;
  readonly scheme?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
  /** Run in every page before its own scripts. */
  readonly before?: () => void;
  /** What its browser calls itself, where it is another one than ours. */
  readonly userAgent?: string;
}

export interface Handset {
  readonly language: Language;
  readonly context: BrowserContext;
  /** The one that is looked at. */
  readonly page: Page;
  /** Names of what was pressed so far. */
  readonly presses: readonly string[];
  /** Errors that the page has met, but for requests that found no network. */
  readonly faults: readonly string[];
  say(key: string, values?: Values): string;
  button(key: string, values?: Values): Locator;
  heading(key: string, values?: Values): Locator;
  field(key: string): Locator;
  press(key: string, values?: Values): Promise<void>;
  /** The session that it holds now. */
  session(): SessionStarted;
  /** The same, once the matcher has answered. */
  held(): Promise<SessionStarted>;
  /** Closes the page, as a phone in a pocket does; what the site has stored stays. */
  reopen(): Promise<Page>;
  stop(): Promise<void>;
}

/** A common phone, CSS pixels. */
const PHONE = { width: 390, height: 844 };
const locales: Readonly<Record<Language, string>> = { en: "en-GB", da: "da-DK" };
/**
 * tsx, which runs the commands, wraps functions in a helper that keeps their names; a function that
 * is handed to a page comes without the helper.
 */
const NAMES = "globalThis.__name ??= (named) => named";
/** A busy machine needs seconds for what a phone does at once. */
const PATIENCE_MS = 15_000;

export async function openHandset(
  browser: Browser,
  { language = "en", scheme = "light", size = PHONE, before, userAgent }: HandsetConfig = {},
): Promise<Handset> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    locale: locales[language],
    reducedMotion: "reduce",
    hasTouch: true,
    isMobile: size.width === PHONE.width,
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(NAMES);
  if (before !== undefined) await context.addInitScript(before);
  let page = await context.newPage();
  const presses: string[] = [];
  const faults: string[] = [];
  let session: SessionStarted | undefined;
  let told: (() => void) | undefined;
  context.on("page", watch);
  watch(page);

  function watch(each: Page): void {
    each.on("pageerror", (error) => faults.push(String(error)));
    each.on("console", (message) => {
      if (isFault(message)) faults.push(message.text());
    });
    each.on("response", async (response) => {
      if (response.request().method() !== "POST" || response.status() !== 201) return;
      const started = decodeSessionStarted(await response.json().catch(() => undefined));
      if (!started.ok) return;
      session = started.value;
      told?.();
    });
  }

  function mine(): SessionStarted {
    if (session === undefined) throw new Error("this phone has no session");
    return session;
  }

  const button: Handset["button"] = (key, values) =>
    page.getByRole("button", { name: say(language, key, values), exact: true });
  return {
    language,
    context,
    get page() {
      return page;
    },
    presses,
    faults,
    say: (key, values) => say(language, key, values),
    button,
    heading: (key, values) =>
      page.getByRole("heading", { name: say(language, key, values), exact: true }),
    field: (key) => page.getByLabel(say(language, key), { exact: true }),
    press: async (key, values) => {
      await button(key, values).click();
      presses.push(say(language, key, values));
    },
    session: mine,
    held: () =>
      new Promise((resolve) => {
        told = () => resolve(mine());
        if (session !== undefined) told();
      }),
    reopen: async () => {
      await page.close();
      page = await context.newPage();
      return page;
    },
    stop: () => context.close(),
  };
}

/** A phone without a network says so on its console, which is no fault of the page. */
const isFault = (message: ConsoleMessage): boolean =>
  message.type() === "error" &&
  !/^(Failed to load resource|WebSocket connection to )/.test(message.text());
