/**
 * Moves: what a plan asks for while it is arranged. Types only.
 */
import type { GatewayId, PlanPoint, ZoneId } from "@sighej/protocol";
import type { Chosen } from "./chosen.ts";

export interface Moves {
  /** `joins`: part of the move before, as of a drag or of a key that is held down. */
  readonly gateway: (gateway: GatewayId, to: PlanPoint, joins: boolean) => void;
  readonly corner: (zone: ZoneId, at: number, to: PlanPoint, joins: boolean) => void;
  /** One more corner, halfway between this one and the next. */
  readonly addCorner: (zone: ZoneId, at: number) => void;
  readonly remove: (what: Chosen) => void;
}
