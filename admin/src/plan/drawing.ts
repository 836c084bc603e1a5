/**
 * Drawing: an outline while its corners are put down one after another, by a pointer or by a cross that
 * arrow keys move. Pure.
 */

import type { PlanPoint, ZoneId } from "@sighej/protocol";
import { isCrossing, isInReach, OUTLINE_CORNERS_MAX, type OutlineFault } from "@sighej/protocol";

export interface Drawing {
  /** The zone that gets this outline; a new one without. */
  readonly zone: ZoneId | undefined;
  readonly corners: readonly PlanPoint[];
  /** Where keys put the next corner. */
  readonly cross: PlanPoint;
  /** Why the last corner was not taken. */
  readonly refused: OutlineFault | undefined;
}

export const drawingFrom = (cross: PlanPoint, zone?: ZoneId): Drawing => ({
  ...{ zone, cross, corners: [], refused: undefined },
});

/** Corners that make sides cross are not taken, so that what is drawn can always be closed or gone on. */
export function cornerPut(drawing: Drawing, spot: PlanPoint): Drawing {
  const corners = [...drawing.corners, spot];
  const refused =
    corners.length > OUTLINE_CORNERS_MAX
      ? "many"
      : isInReach(spot)
        ? isCrossing(corners)
          ? "crossing"
          : undefined
        : "far";
  return refused === undefined
    ? { ...drawing, corners, cross: spot, refused }
    : { ...drawing, refused };
}

export const cornerTakenBack = (drawing: Drawing): Drawing => ({
  ...drawing,
  corners: drawing.corners.slice(0, -1),
  refused: undefined,
});

/** As near to another corner as a hand can tell, `reach` m, is that corner: zones share their walls. */
export function snapped(spot: PlanPoint, corners: readonly PlanPoint[], reach: number): PlanPoint {
  const near = corners.filter(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) <= reach);
  return (
    near.toSorted(
      (a, b) => Math.hypot(a.x - spot.x, a.y - spot.y) - Math.hypot(b.x - spot.x, b.y - spot.y),
    )[0] ?? spot
  );
}
