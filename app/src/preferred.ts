/**
 * Preferred: turns the languages that a phone wants into one that we speak. Pure.
 */
import { type Language, languages } from "@sighej/protocol";

/** The first of `wanted` (BCP 47) that we speak; English where there is none. */
export const preferred = (wanted: readonly string[]): Language =>
  wanted
    .map((tag) => tag.toLowerCase().split("-")[0])
    .flatMap((tag) => languages.filter((each) => each === tag))[0] ?? "en";
