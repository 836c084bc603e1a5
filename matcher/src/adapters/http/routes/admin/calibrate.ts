/**
 * Calibrate routes: how well a venue knows where people are, and its calibration.
 */
import type { CalibrateFlows } from "../../../../flows/calibrate.ts";
import type { Handlers } from "./register.ts";

type OfProximity =
  | "listNearOffers"
  | "startCalibration"
  | "showCalibration"
  | "markSpot"
  | "finishCalibration"
  | "giveUpCalibration";

export const calibrateHandlers = (flows: CalibrateFlows): Pick<Handlers, OfProximity> => ({
  listNearOffers: ({ param }) => flows.near(param("venue")),
  startCalibration: ({ param, body }) => flows.start(param("venue"), body),
  showCalibration: ({ param }) => flows.progress(param("venue")),
  markSpot: ({ param, body }) => flows.mark(param("venue"), body),
  finishCalibration: ({ param }) => flows.finish(param("venue")),
  giveUpCalibration: ({ param }) => flows.giveUp(param("venue")),
});
