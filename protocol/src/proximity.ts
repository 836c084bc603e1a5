/**
 * Proximity: what staff are told of how well a venue knows where people are, and how they calibrate
 * it, both ways, under `/api/v1/admin/venue/<venue>/{near,calibration}`. Pure.
 *
 * About places and receivers only: the one carrier that is named is the one that staff walk with.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { PRINTED_ID, parseStockId, parseZoneId } from "./ids.ts";
import { unixMs } from "./units.ts";

/** No floor plan is larger, m. */
const FARTHEST = 10_000;
/** Standing spots and walk that a calibration is complete with. */
export const CALIBRATION_SPOTS = 12;
export const CALIBRATION_WALK_SECONDS = 300;

const metres = v.pipe(v.number(), v.minValue(-FARTHEST), v.maxValue(FARTHEST));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const spot = v.strictObject({ x: metres, y: metres });
const zone = parsedBy(parseZoneId, "a zone id");

const areas = v.array(
  v.strictObject({
    x: metres,
    y: metres,
    /** Side of the square whose corner that is, m. */
    side: v.pipe(v.number(), v.gtValue(0)),
    quality: v.picklist(["measured", "between", "guesswork"]),
  }),
);

const nearOffers = v.strictObject({
  /**
   * The map in use: `plain` from positions, `learned` from traffic, `calibrated` by hand; `none` where
   * nobody knows where gateways hang.
   */
  map: v.strictObject({
    kind: v.picklist(["none", "plain", "learned", "calibrated"]),
    version: v.optional(whole),
    madeAt: v.optional(time),
    /** Of a calibrated one: how well it knows each area; absent of one made before that was kept. */
    areas: v.optional(areas),
  }),
  /** Zones whose set-up asks for nearness. */
  zones: v.array(
    v.strictObject({
      zone,
      offered: v.boolean(),
      /**
       * What is foretold from the positions of gateways: see docs/proximity.md. Without positions what
       * was measured elsewhere with so many gateways, and no area.
       */
      precision: share,
      recall: share,
      areaPerGateway: v.optional(v.pipe(v.number(), v.minValue(0))),
      /** In an operator's words, also when it is offered. */
      why: v.string(),
      /** Where one more gateway would help most. */
      oneMore: v.optional(spot),
    }),
  ),
});

const calibrationStart = v.strictObject({
  /** The printed id of a badge of the venue's stock; the answer's key is another way. */
  badge: v.optional(parsedBy(parseStockId, PRINTED_ID)),
});

const calibrationMark = v.strictObject({
  x: metres,
  y: metres,
  /** `standing`: stay for ten seconds. `walking`: passing here now, in a straight line since the last. */
  how: v.picklist(["standing", "walking"]),
});

const calibration = v.strictObject({
  startedAt: time,
  /** Standing spots done, of CALIBRATION_SPOTS; seconds walked, of CALIBRATION_WALK_SECONDS. */
  spots: whole,
  walkedSeconds: whole,
  /** Those spots, so that a screen that was closed knows where to go on. */
  stood: v.array(spot),
  /** Seconds to stay at the present spot; 0 when free to go on. */
  stay: whole,
  /** Gateways that hear the carrier now. */
  hearing: whole,
  areas,
  /** How far it has come, in an operator's words. */
  says: v.string(),
});

const calibrationStarted = v.strictObject({
  ...calibration.entries,
  /** What the carrier makes its tokens from, 32 bytes as base64url, unless a badge was named. */
  beaconKey: v.string(),
});

const calibrated = v.strictObject({ version: whole, areas, says: v.string() });

export const proximitySchemas: NamedSchemas = {
  NearOffers: nearOffers,
  CalibrationStart: calibrationStart,
  CalibrationStarted: calibrationStarted,
  CalibrationMark: calibrationMark,
  Calibration: calibration,
  Calibrated: calibrated,
};

export type NearOffers = v.InferOutput<typeof nearOffers>;
export type CalibrationStart = v.InferOutput<typeof calibrationStart>;
export type CalibrationMark = v.InferOutput<typeof calibrationMark>;
export type CalibrationProgress = v.InferOutput<typeof calibration>;
export type CalibrationStarted = v.InferOutput<typeof calibrationStarted>;
export type Calibrated = v.InferOutput<typeof calibrated>;

export const decodeCalibrationStart = (body: unknown): Decoded<CalibrationStart> =>
  check(calibrationStart, body);
export const decodeCalibrationMark = (body: unknown): Decoded<CalibrationMark> =>
  check(calibrationMark, body);
export const decodeNearOffers = (body: unknown): Decoded<NearOffers> => check(nearOffers, body);
export const decodeCalibrationStarted = (body: unknown): Decoded<CalibrationStarted> =>
  check(calibrationStarted, body);
export const decodeCalibrationProgress = (body: unknown): Decoded<CalibrationProgress> =>
  check(calibration, body);
export const decodeCalibrated = (body: unknown): Decoded<Calibrated> => check(calibrated, body);
