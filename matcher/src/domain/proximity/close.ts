/**
 * Close: hands on every pair whose places lie in the same or touching squares, by a hash of squares.
 * Never all pairs. Pure.
 */
import type { Place } from "./posterior.ts";

/** Two places farther apart than this are not near with any probability worth holding, m. */
const SQUARE = 5;
/** Columns of a grid of squares; a hall is less than 2,000 squares (10 km) wide. */
const COLUMNS = 4_096;
/** Half of the eight neighbours: the other half reaches back to this square. */
const TOUCHING = [1, COLUMNS - 1, COLUMNS, COLUMNS + 1] as const;

/** Those without a place are in no pair. */
export function eachClose<T>(
  all: readonly T[],
  placeOf: (each: T) => Place | undefined,
  visit: (a: T, b: T) => void,
): void {
  const squares = new Map<number, T[]>();
  for (const each of all) {
    const place = placeOf(each);
    if (place === undefined) continue;
    const square = Math.floor(place.y / SQUARE) * COLUMNS + Math.floor(place.x / SQUARE);
    const group = squares.get(square);
    if (group === undefined) squares.set(square, [each]);
    else group.push(each);
  }
  const meet = (a: T, group: readonly T[], from: number) => {
    for (let at = from; at < group.length; at++) visit(a, group[at] as T);
  };
  for (const [square, group] of squares) {
    const next = TOUCHING.map((by) => squares.get(square + by) ?? []);
    for (let at = 0; at < group.length; at++) {
      const a = group[at] as T;
      meet(a, group, at + 1);
      for (const other of next) meet(a, other, 0);
    }
  }
}
