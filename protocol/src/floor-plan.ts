/**
 * Floor plan: the picture that a venue is drawn on, and how its pixels and metres belong together,
 * both ways, under `/api/v1/admin/venue/<venue>/plan`. Pure.
 *
 * x grows to the right and y downwards in both, as on the picture. The scale is set by two points of
 * the picture and the distance between them, which anybody can measure between two doors.
 */
import * as v from "valibot";
import { check, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { unixMs } from "./units.ts";

/** Longest side of the picture that is kept, pixels: a centimetre each in a hall of 20 m. */
export const PLAN_PIXELS_MAX = 2_048;
/** What may be sent: a scan of A3 at 300 dpi is half of it. */
export const PLAN_UPLOAD_BYTES_MAX = 8 * 1024 * 1024;
export const PLAN_MEDIA_TYPES = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"] as const;

/** Between the two points, m: nearer ones are too inexact to measure a hall by. */
const NEAREST = 0.5;
const FARTHEST = 1_000;
/** As far apart on the picture as a finger can tell, pixels. */
const LEAST_PIXELS = 8;

const pixel = v.pipe(v.number(), v.minValue(0), v.maxValue(PLAN_PIXELS_MAX));
const point = v.strictObject({ x: pixel, y: pixel });
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PLAN_PIXELS_MAX));

const scaleFields = v.strictObject({
  /** Two points of the picture, pixels from its upper left corner. */
  from: point,
  to: point,
  /** How far apart they are at the venue. */
  metres: v.pipe(v.number(), v.minValue(NEAREST), v.maxValue(FARTHEST)),
  /** Where on the picture the venue's metres begin. */
  origin: point,
});
export type PlanScale = v.InferOutput<typeof scaleFields>;
const scale: v.GenericSchema<unknown, PlanScale> = v.pipe(
  scaleFields,
  v.check(({ from, to }) => distance(from, to) >= LEAST_PIXELS, "two points that are apart"),
);

const floorPlan = v.strictObject({
  /** None: gateways and zones are drawn on a grid. */
  picture: v.optional(
    v.strictObject({
      width: side,
      height: side,
      madeAt: v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs)),
    }),
  ),
  /** None until it is set; another picture takes it away. */
  scale: v.optional(scale),
});

export const floorPlanSchemas: NamedSchemas = { FloorPlan: floorPlan, PlanScale: scale };

export type FloorPlan = v.InferOutput<typeof floorPlan>;
export interface PlanPoint {
  readonly x: number;
  readonly y: number;
}

export const decodeFloorPlan = (body: unknown): Decoded<FloorPlan> => check(floorPlan, body);
export const decodePlanScale = (body: unknown): Decoded<PlanScale> => check(scale, body);

/** How much of the venue one pixel is, m. */
export const metresPerPixel = ({ from, to, metres }: PlanScale): number =>
  metres / distance(from, to);

/** Where a pixel of the picture is at the venue, m. */
export const spotOfPixel = (on: PlanScale, { x, y }: PlanPoint): PlanPoint => ({
  x: (x - on.origin.x) * metresPerPixel(on),
  y: (y - on.origin.y) * metresPerPixel(on),
});

/** Where a spot of the venue is on the picture, pixels; outside of it, too. */
export const pixelOfSpot = (on: PlanScale, { x, y }: PlanPoint): PlanPoint => ({
  x: x / metresPerPixel(on) + on.origin.x,
  y: y / metresPerPixel(on) + on.origin.y,
});

const distance = (a: PlanPoint, b: PlanPoint): number => Math.hypot(a.x - b.x, a.y - b.y);
