/**
 * Stage: what the simulator asks of a hall, be it made up (`crowd/stage.ts`) or recorded
 * (`replay/stage.ts`): people with badges, seats for visitors, and adverts as time goes by.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Binding } from "./beacon.ts";
import type { FloorPlan } from "./floor-plan.ts";
import type { Point } from "./radio/shadowing.ts";

/** Someone who was let in, and can be shown out. */
export interface Guest {
  /** Switches the badge off and frees the place; again and again is harmless. */
  leave(): void;
}

export interface Stage {
  readonly plan: FloorPlan;
  /** Ids of the made-up people, whose badges wait for keys. */
  readonly people: readonly string[];
  /** Visitors who can be among them at once. */
  readonly visitors: number;
  /** Gives a made-up person's badge a key. */
  bind(person: string, binding: Binding, now: UnixMs): void;
  /** Lets a visitor in where people stand; undefined when every place is taken. */
  admit(binding: Binding, now: UnixMs): Guest | undefined;
  /** Puts someone at `at`, metres. Throws a RangeError where nobody can be put. */
  place(binding: Binding, at: Point, now: UnixMs): Guest;
  /** Puts on the air all that is due at `now`. */
  advance(now: UnixMs): void;
}

/** Strangers in one hall of a demo; the oldest makes room for a seventeenth. */
export const MAX_VISITORS = 16;
