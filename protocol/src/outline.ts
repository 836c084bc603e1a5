/**
 * Outline: says what is wrong with the corners of a zone that was drawn on a floor plan. Pure.
 *
 * The dashboard asks it while somebody draws, and the matcher before it keeps anything, so that both
 * refuse the same.
 */
import type { PlanPoint } from "./floor-plan.ts";
import { OUTLINE_CORNERS_MAX } from "./venue-admin.ts";

/**
 * `few` and `many`: less than three corners, or more than OUTLINE_CORNERS_MAX; `far`: a corner beyond
 * PLAN_REACH; `thin`: hardly any floor in it; `crossing`: two sides cross or touch.
 */
export type OutlineFault = "few" | "many" | "far" | "crossing" | "thin";

/** Farthest that anything lies from where metres begin, each way, m: a plan's scale ends there, too. */
export const PLAN_REACH = 1_000;
/** Nobody can be told to be in less, m²: a cell of a radio map is twice that. */
const LEAST_AREA = 0.5;

export const isInReach = ({ x, y }: PlanPoint): boolean =>
  Math.abs(x) <= PLAN_REACH && Math.abs(y) <= PLAN_REACH;

/** The first thing that is wrong with a closed outline, corners either way round. */
export function outlineFault(corners: readonly PlanPoint[]): OutlineFault | undefined {
  if (corners.length < 3) return "few";
  if (corners.length > OUTLINE_CORNERS_MAX) return "many";
  if (!corners.every(isInReach)) return "far";
  if (isCrossing([...corners, ...corners.slice(0, 1)], true)) return "crossing";
  return areaOf(corners) < LEAST_AREA ? "thin" : undefined;
}

/** Whether sides of a line from corner to corner cross or touch; `isClosed`: it ends where it began. */
export function isCrossing(line: readonly PlanPoint[], isClosed = false): boolean {
  const sides = line.slice(1).map((to, at) => [line[at] ?? to, to] as const);
  return sides.some(([a, b], one) =>
    sides.slice(one + 1).some(([c, d], behind) => {
      const isNext = behind === 0;
      const isRound = isClosed && one === 0 && behind === sides.length - 2;
      // Neighbours share a corner; they may not lie on each other.
      if (isNext || isRound) {
        const [shared, from, to] = isNext ? [b, a, d] : [a, b, c];
        return turn(from, shared, to) === 0 && isAhead(shared, from, to);
      }
      return meets(a, b, c, d);
    }),
  );
}

/** Above 0 when c lies to one side of the line from a to b, below when to the other. */
const turn = (a: PlanPoint, b: PlanPoint, c: PlanPoint): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** Of three on one line: whether both others lie the same way from `shared`, or on it. */
const isAhead = (shared: PlanPoint, from: PlanPoint, to: PlanPoint): boolean =>
  (from.x - shared.x) * (to.x - shared.x) + (from.y - shared.y) * (to.y - shared.y) >= 0;

function meets(a: PlanPoint, b: PlanPoint, c: PlanPoint, d: PlanPoint): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc > 0 !== abd > 0 && cda > 0 !== cdb > 0 && abc * abd !== 0 && cda * cdb !== 0) return true;
  return (
    (abc === 0 && isWithin(a, b, c)) ||
    (abd === 0 && isWithin(a, b, d)) ||
    (cda === 0 && isWithin(c, d, a)) ||
    (cdb === 0 && isWithin(c, d, b))
  );
}

/** Of a point on the line through a and b: whether it lies between them. */
const isWithin = (a: PlanPoint, b: PlanPoint, { x, y }: PlanPoint): boolean =>
  Math.min(a.x, b.x) <= x &&
  x <= Math.max(a.x, b.x) &&
  Math.min(a.y, b.y) <= y &&
  y <= Math.max(a.y, b.y);

/** Floor inside of an outline that does not cross itself, m² (the shoelace formula). */
function areaOf(corners: readonly PlanPoint[]): number {
  let twice = 0;
  for (const [at, a] of corners.entries()) {
    const b = corners.at(at - 1) ?? a;
    twice += b.x * a.y - a.x * b.y;
  }
  return Math.abs(twice) / 2;
}

/** Even-odd rule: a ray to the right crosses the outline an odd number of times. */
export function isInOutline(corners: readonly PlanPoint[], x: number, y: number): boolean {
  let inside = false;
  for (const [at, a] of corners.entries()) {
    const b = corners.at(at - 1) ?? a;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}
