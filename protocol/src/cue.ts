/**
 * Cue: what two people look for to find each other: a shape, a colour, a word. Pure.
 *
 * The ids come from `interests.json`; a phone draws them and says them in its own language.
 */
import list from "../interests.json" with { type: "json" };
import type { Localised } from "./interests.ts";
import { minutes } from "./units.ts";

export interface CuePart {
  readonly id: string;
  readonly label: Localised;
}
export interface CueColour extends CuePart {
  /** CSS colour. */
  readonly value: string;
}

export const cueShapes: readonly CuePart[] = list.cues.shapes.map(({ id, en, da }) => ({
  id,
  label: { en, da },
}));
export const cueColours: readonly CueColour[] = list.cues.colours.map(({ id, en, da, value }) => ({
  id,
  label: { en, da },
  value,
}));
/** Spelt alike in every language. */
export const cueWords: readonly string[] = list.cues.words;

/** Long enough to cross a hall, short enough that the phone goes back into the pocket. */
export const CUE_LIFE = minutes(3);
/** How long after a cue one may say that there was a talk. */
export const TALKED_WITHIN = minutes(10);
