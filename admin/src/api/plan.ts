/**
 * Plan: a venue's floor plan, and what hangs and happens on it, as requests.
 */
import {
  decodeFloorPlan,
  decodeGateways,
  decodeNearOffers,
  decodeVenueSetupView,
  type PlanScale,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}`;

export const viewPlan = (venue: VenueId) =>
  ask({ path: `${at(venue)}/plan`, decode: decodeFloorPlan });
export const viewPlaces = (venue: VenueId) =>
  ask({ path: at(venue), decode: decodeVenueSetupView });
export const viewHealth = (venue: VenueId) =>
  ask({ path: `${at(venue)}/gateways`, decode: decodeGateways });
export const viewNear = (venue: VenueId) =>
  ask({ path: `${at(venue)}/near`, decode: decodeNearOffers });

/** Another address for another picture, so that no browser shows the one before. */
export const pictureAddress = (venue: VenueId, madeAt: number): string =>
  `/api/v1${at(venue)}/plan/picture?of=${madeAt}`;
export const replacePicture = (venue: VenueId, bytes: Blob) =>
  ask({ method: "PUT", path: `${at(venue)}/plan/picture`, bytes, decode: decodeFloorPlan });
export const removePicture = (venue: VenueId) =>
  ask({ method: "DELETE", path: `${at(venue)}/plan/picture`, decode: nothing });
export const setScale = (venue: VenueId, body: PlanScale) =>
  ask({ method: "PUT", path: `${at(venue)}/plan/scale`, body, decode: decodeFloorPlan });
