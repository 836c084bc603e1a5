/**
 * Venue: venues and their set-ups, as requests.
 */
import {
  decodeVenueFile,
  decodeVenueList,
  decodeVenueSetupView,
  type VenueEdit,
  type VenueId,
  type VenueMove,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const decode = decodeVenueSetupView;
const at = (venue: VenueId) => `/admin/venue/${venue}`;

export const listVenues = () => ask({ path: "/admin/venues", decode: decodeVenueList });
export const showSetup = (venue: VenueId) => ask({ path: at(venue), decode });
export const createVenue = (name: string) =>
  ask({ method: "POST", path: "/admin/venues", body: { name }, decode });
export const duplicateVenue = (venue: VenueId, name: string) =>
  ask({ method: "POST", path: `${at(venue)}/duplicate`, body: { name }, decode });
export const editVenue = (venue: VenueId, body: VenueEdit) =>
  ask({ method: "PATCH", path: at(venue), body, decode });
export const moveVenue = (venue: VenueId, body: VenueMove) =>
  ask({ method: "PUT", path: `${at(venue)}/state`, body, decode });
export const deleteVenue = (venue: VenueId) =>
  ask({ method: "DELETE", path: at(venue), decode: nothing });
export const takeAwayVenue = (venue: VenueId) =>
  ask({ path: `${at(venue)}/file`, decode: decodeVenueFile });
/** `file`: what it holds, whatever that is; the matcher says what is wrong with it. */
export const bringInVenue = (file: unknown) =>
  ask({ method: "POST", path: "/admin/venues/file", body: file, decode });
