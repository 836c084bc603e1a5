/**
 * Cue: chooses what two people look for, so that cues of one zone at one time differ. Pure.
 *
 * Least used first: the first six cues of a zone differ in shape and in colour, the first twelve in
 * shape, the first 72 in the pair of both. Which of the least used it is, the seed says.
 */
import { cueColours, cueShapes, cueWords } from "@sighej/protocol";

/** Ids of `interests.json`. */
export interface CueLook {
  readonly shape: string;
  readonly colour: string;
  readonly word: string;
}

export const shapeIds: readonly string[] = cueShapes.map(({ id }) => id);
export const colourIds: readonly string[] = cueColours.map(({ id }) => id);

/** `seed` is from 0 to 1, without 1. */
export function chooseCue(taken: readonly CueLook[], seed: number): CueLook {
  const [shape = ""] = leastUsed(
    shapeIds,
    taken.map((each) => each.shape),
    seed,
  );
  const colours = leastUsed(
    colourIds,
    taken.map((each) => each.colour),
    seed,
  );
  const isFree = (colour: string) =>
    !taken.some((each) => each.shape === shape && each.colour === colour);
  const [word = ""] = leastUsed(
    cueWords,
    taken.map((each) => each.word),
    seed,
  );
  return { shape, colour: colours.find(isFree) ?? colours[0] ?? "", word };
}

/** Least used first, and among equals from a place on that the seed says. */
function leastUsed(all: readonly string[], used: readonly string[], seed: number) {
  const from = Math.floor(seed * all.length);
  const turned = [...all.slice(from), ...all.slice(0, from)];
  const usesOf = (id: string) => used.filter((each) => each === id).length;
  return turned.sort((a, b) => usesOf(a) - usesOf(b));
}
