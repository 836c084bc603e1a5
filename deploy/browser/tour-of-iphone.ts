/**
 * Tour of an iPhone: the page in its browser, which may not be pushed to, the way to the Home Screen,
 * and the session that is taken over there. What the browser says of itself is made up; no more.
 */
import { goOpen } from "./attendee.ts";
import type { HandsetConfig } from "./handset.ts";
import type { Tour } from "./tour.ts";

const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1";

interface Copying {
  copied: string;
  PushManager?: unknown;
}

/** As a page in Safari: there is no push, and what is copied is noted down. */
function asInSafari(): void {
  const scope = globalThis as unknown as Copying;
  Reflect.deleteProperty(scope, "PushManager");
  Object.defineProperty(navigator, "clipboard", {
    value: {
      writeText: async (text: string) => {
        scope.copied = text;
      },
    },
  });
}

/** As on the Home Screen, where there is push. */
function asInstalled(): void {
  const real = matchMedia.bind(globalThis);
  globalThis.matchMedia = (query) => real(query.includes("standalone") ? "all" : query);
}

export const inSafari: HandsetConfig = { userAgent: SAFARI, before: asInSafari };
export const installed: HandsetConfig = { userAgent: SAFARI, before: asInstalled };

/** Answers the transfer code. */
export async function toHomeScreen({ phone, poster, look }: Tour): Promise<string> {
  await goOpen(phone, poster);
  await phone.button("install_how").waitFor();
  await look("home-screen-first");
  await phone.press("install_how");
  await phone.heading("install_title").waitFor();
  await look("home-screen");
  await phone.press("install_button");
  await phone.page.getByText(phone.say("install_copied")).waitFor();
  return phone.page.evaluate(() => (globalThis as unknown as Copying).copied);
}

/** With storage of its own, as an installed page has it. */
export async function takeOver({ phone, poster, look }: Tour, code: string): Promise<void> {
  await phone.page.goto(poster);
  await phone.press("transfer_have");
  await phone.field("transfer_label").fill(code);
  await look("take-over");
  await phone.press("transfer_take");
  await phone.button("notify_ask").waitFor();
  await look("notices");
  await phone.press("notify_ask");
  await phone.page.getByText(phone.say("notify_refused")).waitFor();
  await look("notices-refused");
  await phone.press("stop");
  await phone.heading("ended_title").waitFor();
}
