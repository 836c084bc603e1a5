/**
 * Group: people who stand in a ring and talk. Pure: where the seats are, and where there is room.
 */
import { type Metres, metres } from "@sighej/protocol";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";

export interface Group {
  readonly id: number;
  readonly centre: Point;
  /** Places in the ring. */
  readonly seats: number;
  /** Between neighbours in the ring. */
  readonly spacing: Metres;
  /** Direction of the first seat from the centre, radians. */
  readonly turn: number;
}

export interface Hall {
  readonly width: Metres;
  readonly depth: Metres;
}

/** People of one group: more split up. A visitor may be squeezed in as the sixth. */
const MIN_SEATS = 2;
export const MAX_SEATS = 5;
/** Talking distance: E. T. Hall's personal zone, 0.46 to 1.22 m, a little wider for a standing ring. */
const MIN_SPACING = 0.8;
const MAX_SPACING = 1.5;
/** From anyone to a wall. */
export const WALL_MARGIN = 0.3;
/** Places tried for a new group; the one furthest from other groups is taken. */
const TRIES = 12;

/** Where a seat of the ring is. */
export function seatPoint(group: Group, seat: number): Point {
  const angle = group.turn + (2 * Math.PI * seat) / group.seats;
  const radius = radiusOf(group);
  return {
    x: metres(group.centre.x + radius * Math.cos(angle)),
    y: metres(group.centre.y + radius * Math.sin(angle)),
  };
}

/** Neighbours on a ring of n seats are 2 r sin(π / n) apart. */
const radiusOf = ({ seats, spacing }: Pick<Group, "seats" | "spacing">): number =>
  spacing / (2 * Math.sin(Math.PI / seats));

/** A group with room around it, as far as the hall has any. */
export function newGroup(id: number, hall: Hall, others: readonly Group[], rng: Rng): Group {
  const seats = MIN_SEATS + rng.integer(MAX_SEATS - MIN_SEATS + 1);
  const spacing = metres(MIN_SPACING + rng.uniform() * (MAX_SPACING - MIN_SPACING));
  // Room for a sixth, so that nobody who is squeezed in stands in the wall.
  const margin = WALL_MARGIN + radiusOf({ seats: MAX_SEATS + 1, spacing });
  const tries = Array.from({ length: TRIES }, () => pointIn(hall, margin, rng));
  const room = (point: Point): number =>
    Math.min(...others.map(({ centre }) => distance(centre, point)));
  const centre = tries.reduce((best, point) => (room(point) > room(best) ? point : best));
  return { id, centre, seats, spacing, turn: 2 * Math.PI * rng.uniform() };
}

/** Anywhere in the hall that is `margin` metres from the walls. */
export const pointIn = ({ width, depth }: Hall, margin: number, rng: Rng): Point => ({
  x: metres(margin + rng.uniform() * (width - 2 * margin)),
  y: metres(margin + rng.uniform() * (depth - 2 * margin)),
});

export const distance = (a: Point, b: Point): Metres => metres(Math.hypot(a.x - b.x, a.y - b.y));
