/**
 * Shared floor: how much floor two outlines have in common, m². Pure.
 *
 * Floor is cut into strips at every corner and wherever a side of one crosses one of the other. Within a
 * strip sides are straight and do not cross, so what is shared is as wide in the middle as on average.
 */
import type { PlanPoint } from "@sighej/protocol";

type Outline = readonly PlanPoint[];
type Side = readonly [PlanPoint, PlanPoint];

/** Of outlines that do not cross themselves, corners either way round. A wall alone is no floor. */
export function sharedFloor(one: Outline, other: Outline): number {
  const [a, b] = [sidesOf(one), sidesOf(other)];
  const crossings = a.flatMap((side) => b.flatMap((each) => crossingOf(side, each) ?? []));
  const levels = [...one.map(({ y }) => y), ...other.map(({ y }) => y), ...crossings];
  levels.sort((low, high) => low - high);
  return levels.slice(1).reduce((floor, bottom, at) => {
    const top = levels[at] ?? bottom;
    const middle = (top + bottom) / 2;
    return bottom > top ? floor + (bottom - top) * sharedWidth(a, b, middle) : floor;
  }, 0);
}

const sidesOf = (outline: Outline): readonly Side[] =>
  outline.map((to, at) => [outline.at(at - 1) ?? to, to]);

/** At which y two sides cross; undefined where they do not, or run beside each other. */
function crossingOf([a, b]: Side, [c, d]: Side): number | undefined {
  const slant = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
  if (slant === 0) return undefined;
  const along = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / slant;
  const across = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / slant;
  const isOnBoth = along >= 0 && along <= 1 && across >= 0 && across <= 1;
  return isOnBoth ? a.y + along * (b.y - a.y) : undefined;
}

/** Where a line to the right enters and leaves, in pairs. */
const cutsOf = (sides: readonly Side[], y: number): readonly number[] =>
  sides
    .flatMap(([a, b]) =>
      a.y > y === b.y > y ? [] : [a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)],
    )
    .sort((left, right) => left - right);

function sharedWidth(a: readonly Side[], b: readonly Side[], y: number): number {
  const [ins, others] = [cutsOf(a, y), cutsOf(b, y)];
  let width = 0;
  for (let at = 0; at + 1 < ins.length; at += 2)
    for (let by = 0; by + 1 < others.length; by += 2) {
      const left = Math.max(ins[at] ?? 0, others[by] ?? 0);
      const right = Math.min(ins[at + 1] ?? 0, others[by + 1] ?? 0);
      width += Math.max(0, right - left);
    }
  return width;
}
