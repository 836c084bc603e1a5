/**
 * Calibration: measuring a venue by walking through it, as requests.
 */
import {
  type CalibrationMark,
  type CalibrationStart,
  decodeCalibrated,
  decodeCalibrationProgress,
  decodeCalibrationStarted,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing, orNone } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}/calibration`;

export const startCalibration = (venue: VenueId, body: CalibrationStart) =>
  ask({ method: "POST", path: at(venue), body, decode: decodeCalibrationStarted });
/** None while no calibration is running. */
export const viewCalibration = (venue: VenueId) =>
  ask({ path: at(venue), decode: orNone(decodeCalibrationProgress) });
export const markSpot = (venue: VenueId, body: CalibrationMark) =>
  ask({ method: "POST", path: `${at(venue)}/mark`, body, decode: decodeCalibrationProgress });
export const finishCalibration = (venue: VenueId) =>
  ask({ method: "POST", path: `${at(venue)}/finish`, decode: decodeCalibrated });
export const giveUpCalibration = (venue: VenueId) =>
  ask({ method: "DELETE", path: at(venue), decode: nothing });
