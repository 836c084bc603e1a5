/**
 * Person: someone in the hall, what they do, and the crowd that they make. Types only; no name, no
 * token, no interest: what a person carries is looked up by id elsewhere.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Point } from "../radio/shadowing.ts";
import type { Group, Hall } from "./group.ts";

export interface Seat {
  readonly group: number;
  readonly seat: number;
}

export type Doing =
  | { readonly kind: "standing"; readonly in: Seat; readonly until: UnixMs }
  | {
      readonly kind: "walking";
      readonly to: Point;
      readonly speed: number;
      /** The seat kept for them, if they go to a group. */
      readonly for?: Seat;
    }
  | { readonly kind: "pausing"; readonly until: UnixMs }
  /** Put there, and stays. */
  | { readonly kind: "pinned" };

export interface Person {
  readonly id: string;
  readonly at: Point;
  /** Radians from the x axis. */
  readonly facing: number;
  readonly doing: Doing;
}

export interface Crowd {
  readonly hall: Hall;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** Number of the next group. */
  readonly next: number;
  readonly steppedAt: UnixMs;
}
