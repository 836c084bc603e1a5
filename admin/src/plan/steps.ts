/**
 * Steps: turns a key into how far what has the focus moves on a plan, m. Pure.
 */
import type { PlanPoint } from "@sighej/protocol";
import { toCentimetre } from "./layout.ts";

/** Of an arrow key, and of one with Shift, m: a pace, and as exact as anybody measures by hand. */
const STEP = 0.5;
const SMALL_STEP = 0.1;

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key moves a spot; undefined for any other key. */
export function moved(
  { x, y }: PlanPoint,
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
): PlanPoint | undefined {
  const arrow = arrows[key];
  if (arrow === undefined) return undefined;
  const step = shiftKey ? SMALL_STEP : STEP;
  return { x: toCentimetre(x + arrow[0] * step), y: toCentimetre(y + arrow[1] * step) };
}

/** Where a pointer lets go: to the decimetre, since a hand is no more exact. */
export const toDecimetre = ({ x, y }: PlanPoint): PlanPoint => ({
  x: Math.round(x * 10) / 10,
  y: Math.round(y * 10) / 10,
});
