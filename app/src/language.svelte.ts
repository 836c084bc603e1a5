/**
 * Language: which one the page speaks, as a rune, so that every text changes with it.
 *
 * Chosen by the phone's own list until someone presses a button; a session carries its choice.
 * Nothing is stored for it.
 */
import type { Language } from "@sighej/protocol";
import { overwriteGetLocale } from "./paraglide/runtime.js";

/** Scripts that run from right to left; none of ours does so yet. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur"]);

let current = $state.raw<Language>("en");
overwriteGetLocale(() => current);

/** The language that the page speaks now; reactive. */
export const spoken = (): Language => current;

/** Speak `language` from now on, and have the document say so. */
export function speak(language: Language): void {
  current = language;
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/** The one that a button offers: there are two. */
export const otherLanguage = (): Language => (current === "en" ? "da" : "en");
