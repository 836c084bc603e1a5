/**
 * Desk: one browser of staff, with a language, a colour scheme and a size of its own, used by what its
 * screen says. Remembers what went wrong.
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Part } from "@sighej/embedded";
import type { Language } from "@sighej/protocol";
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from "playwright-core";
import { sayOfAdmin, type Values } from "../say.ts";

export interface DeskConfig {
  readonly language?: Language;
  readonly scheme?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
  /** Of its clock; without one that of this machine. */
  readonly timeZone?: string;
}

export interface Desk extends Part {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that the page has met, but for requests that were refused or found no network. */
  readonly faults: readonly string[];
  say(key: string, values?: Values): string;
  button(key: string, values?: Values): Locator;
  link(key: string, values?: Values): Locator;
  heading(key: string, values?: Values): Locator;
  field(key: string, values?: Values): Locator;
  /** Opens an address below `/admin`, with its slash in front. */
  open(path: string): Promise<void>;
  /** By the form, and waits until the dashboard is there. */
  signIn(who: { readonly name: string; readonly password: string }): Promise<void>;
  /** What axe objects to on the screen as it is. */
  objections(): Promise<readonly string[]>;
  /** How much wider the page is than its window, CSS pixels; 0 when it fits. */
  overflow(): Promise<number>;
}

const SIZE = { width: 1280, height: 800 };
const locales: Readonly<Record<Language, string>> = { en: "en-GB", da: "da-DK" };
/** See `../handset.ts`: functions for the page come without tsx's helper. */
const NAMES = "globalThis.__name ??= (named) => named";
/** A busy machine needs seconds for what a desk does at once. */
const PATIENCE_MS = 20_000;

/** `origin`: of the matcher that serves the dashboard. */
export async function openDesk(
  browser: Browser,
  origin: string,
  { language = "en", scheme = "light", size = SIZE, timeZone }: DeskConfig = {},
): Promise<Desk> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    locale: locales[language],
    reducedMotion: "reduce",
    ...(timeZone === undefined ? {} : { timezoneId: timeZone }),
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(NAMES);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (isFault(message)) faults.push(message.text());
  });
  // The system's window for files is caught only while somebody listens, and a listener made beside a key
  // is overtaken by it (29 of 60 tries).
  page.on("filechooser", () => undefined);
  const say: Desk["say"] = (key, values) => sayOfAdmin(language, key, values);
  const byRole = (role: "button" | "link" | "heading"): Desk["button"] => {
    return (key, values) => page.getByRole(role, { name: say(key, values), exact: true });
  };
  const field: Desk["field"] = (key, values) => page.getByLabel(say(key, values), { exact: true });
  const open: Desk["open"] = async (path) => {
    await page.goto(new URL(`/admin${path}`, origin).href);
  };
  return {
    context,
    page,
    faults,
    say,
    button: byRole("button"),
    link: byRole("link"),
    heading: byRole("heading"),
    field,
    open,
    signIn: async ({ name, password }) => {
      await open("/");
      await field("sign_in_name").fill(name);
      await field("sign_in_password").fill(password);
      await byRole("button")("sign_in").click();
      await byRole("heading")("venues_title").waitFor();
    },
    objections: async () => {
      // The other way opens a page of its own, which is none of a desk's.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
    },
    overflow: () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    stop: () => context.close(),
  };
}

/** A refused request is on the console, too, and is what some tests are about. */
const isFault = (message: ConsoleMessage): boolean =>
  message.type() === "error" && !message.text().startsWith("Failed to load resource");
