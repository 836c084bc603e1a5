/**
 * Language: which one the page speaks, as a rune, so that every text changes with it.
 *
 * Chosen by the browser's own list until somebody presses a button; the choice is kept on this
 * computer, as staff come back every day.
 */
import { type Language, languages } from "@sighej/protocol";
import { overwriteGetLocale } from "./paraglide/runtime.js";

const KEPT_AS = "sighej-admin-language";

let current = $state.raw<Language>("en");
overwriteGetLocale(() => current);

/** The language that the page speaks now; reactive. */
export const spoken = (): Language => current;

/** The first of `wanted` (BCP 47) that we speak; English where there is none. */
const preferred = (wanted: readonly string[]): Language =>
  wanted
    .map((tag) => tag.toLowerCase().split("-")[0])
    .flatMap((tag) => languages.filter((each) => each === tag))[0] ?? "en";

/** Speak `language` from now on, and have the document say so. */
function speak(language: Language): void {
  current = language;
  document.documentElement.lang = language;
}

export function speakAsLast(): void {
  speak(preferred([kept() ?? "", ...navigator.languages]));
}

/** Speak it, and again the next time. */
export function choose(language: Language): void {
  speak(language);
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // A browser that stores nothing: the choice holds until the page is left.
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

/** The one that a button offers: there are two. */
export const otherLanguage = (): Language => (current === "en" ? "da" : "en");
