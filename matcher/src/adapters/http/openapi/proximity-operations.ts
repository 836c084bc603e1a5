/**
 * Proximity operations: where nearness is offered, and the calibration of a venue, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const calibration = "/api/v1/admin/venue/{venue}/calibration";

export const proximityOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/near",
    id: "listNearOffers",
    summary: "Where nearness is offered, why or why not, and which radio map is in use.",
    of: "staff",
    answer: { status: 200, says: "Every zone that asks for nearness.", schema: "NearOffers" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: calibration,
    id: "startCalibration",
    summary: "Begins to listen to one carrier of staff.",
    of: "staff",
    body: "CalibrationStart",
    answer: {
      status: 201,
      says: "Listening, for an hour and a half at most.",
      schema: "CalibrationStarted",
    },
    problems: [
      "unknown-venue",
      "no-coordinates",
      "unknown-carrier",
      "carrier-taken",
      "calibration-running",
    ],
  },
  {
    method: "get",
    path: calibration,
    id: "showCalibration",
    summary: "How far a calibration has come, area by area.",
    of: "staff",
    answer: {
      ...{ status: 200, says: "So far.", schema: "Calibration" },
      none: "No calibration is running.",
    },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: `${calibration}/mark`,
    id: "markSpot",
    summary: "The carrier stands here from now on, or passes here now.",
    of: "staff",
    body: "CalibrationMark",
    answer: { status: 200, says: "So far.", schema: "Calibration" },
    problems: ["unknown-venue", "no-calibration"],
  },
  {
    method: "post",
    path: `${calibration}/finish`,
    id: "finishCalibration",
    summary: "Makes a radio map of what was measured and uses it.",
    of: "staff",
    answer: { status: 200, says: "In use, with its quality by area.", schema: "Calibrated" },
    problems: ["unknown-venue", "no-calibration", "too-few-spots", "map-failed"],
  },
  {
    method: "delete",
    path: calibration,
    id: "giveUpCalibration",
    summary: "Forgets what was measured.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "no-calibration"],
  },
];
