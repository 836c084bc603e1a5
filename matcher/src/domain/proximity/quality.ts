/**
 * Quality: how much of a venue a calibration has measured, area by area. Pure.
 *
 * What is left over when loss is taken out is alike over 4 m (`calibrate.ts`): 3 m from a measured
 * spot three quarters of it are known, 6 m away a third, and beyond that a map guesses.
 */
import type { Bounds, Spot } from "./layer.ts";

type Quality = "measured" | "between" | "guesswork";

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly quality: Quality;
}

const SIDE = 4;
const MEASURED = 3;
const BETWEEN = 6;
/** Areas of one answer: those of a hectare. */
const MOST = 625;

/** `samples`: where levels were taken. Squares over where people may be, row after row. */
export function areasOf(
  samples: readonly Spot[],
  { left, top, right, bottom }: Bounds,
): readonly Area[] {
  const size = (right - left) * (bottom - top);
  const side = Math.max(SIDE, Math.sqrt(size / MOST));
  const columns = Math.max(1, Math.ceil((right - left) / side));
  const rows = Math.max(1, Math.ceil((bottom - top) / side));
  return Array.from({ length: Math.min(2 * MOST, columns * rows) }, (_, at) => {
    const x = left + (at % columns) * side;
    const y = top + Math.floor(at / columns) * side;
    const far = samples.reduce(
      (least, each) => Math.min(least, Math.hypot(each.x - x - side / 2, each.y - y - side / 2)),
      Number.POSITIVE_INFINITY,
    );
    const quality = far <= MEASURED ? "measured" : far <= BETWEEN ? "between" : "guesswork";
    return { x, y, side, quality };
  });
}

/** In an operator's words. */
export function inWords(areas: readonly Area[]): string {
  const guessed = areas.filter(({ quality }) => quality === "guesswork");
  const measured = areas.filter(({ quality }) => quality === "measured").length;
  const known = `${measured} of ${areas.length} areas are measured`;
  const [first] = guessed;
  if (first === undefined) return `${known} and none is guesswork.`;
  const at = guessed
    .slice(0, NAMED)
    .map(({ x, y, side }) => `around ${Math.round(x + side / 2)}, ${Math.round(y + side / 2)}`)
    .join("; ");
  const more = guessed.length > NAMED ? ` and ${guessed.length - NAMED} more` : "";
  return `${known}; these are guesswork, stand or walk there: ${at}${more} (metres).`;
}
/** More than that nobody reads. */
const NAMED = 4;
