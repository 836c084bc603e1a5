/**
 * Plan ports: where floor plans are kept, and what makes a picture of whatever was sent. Types and
 * bounds only. Memory, PGlite and Postgres pass one contract suite.
 */
import type { PlanScale, UnixMs, VenueId } from "@sighej/protocol";

/** A PNG of ours: 256 colours, PLAN_PIXELS_MAX at most on each side, nothing else in it. */
export interface PlanPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface SavedPlan {
  readonly width: number;
  readonly height: number;
  readonly madeAt: UnixMs;
  readonly scale: PlanScale | undefined;
}

/** One picture a venue. */
export interface PlanStore {
  /** Without its picture's bytes. */
  find(venue: VenueId): Promise<SavedPlan | undefined>;
  picture(venue: VenueId): Promise<Uint8Array | undefined>;
  /** In the place of the one before, whose scale goes with it. */
  keep(venue: VenueId, picture: PlanPicture, madeAt: UnixMs): Promise<void>;
  /** False where there is no picture, or another one than that of `madeAt`. */
  setScale(venue: VenueId, scale: PlanScale, madeAt: UnixMs): Promise<boolean>;
  /** False where there was none. */
  remove(venue: VenueId): Promise<boolean>;
}

/** Why there is no picture: what was sent is none, is too large, takes too long; or others wait. */
export type NoPicture = "unreadable" | "too-many-pixels" | "too-slow" | "busy";

/** Draws a picture anew away from the matcher, one at a time. */
export interface PictureMaker {
  /** `bytes` may be anything, and may be meant to do harm. */
  redraw(bytes: Uint8Array): Promise<PlanPicture | NoPicture>;
  stop(): Promise<void>;
}
