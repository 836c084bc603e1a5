/**
 * Screens: tablets that show a zone's code, as requests: those of staff, and a tablet's own.
 */
import {
  decodeScreenInvited,
  decodeScreens,
  decodeScreenView,
  decodeVenueSetupView,
  type ScreenAdd,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing, orNone } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}`;

export const viewSetup = (venue: VenueId) => ask({ path: at(venue), decode: decodeVenueSetupView });
export const listScreens = (venue: VenueId) =>
  ask({ path: `${at(venue)}/screens`, decode: decodeScreens });
export const addScreen = (venue: VenueId, body: ScreenAdd) =>
  ask({ method: "POST", path: `${at(venue)}/screens`, body, decode: decodeScreenInvited });
export const removeScreen = (venue: VenueId, id: string) =>
  ask({ method: "DELETE", path: `${at(venue)}/screens/${id}`, decode: nothing });

/** A tablet's own: by the cookie that it gets for a code. */
export const enrolScreen = (code: string) =>
  ask({ method: "POST", path: "/screen", body: { code }, decode: nothing });
/** None where this tablet is no screen. */
export const showScreen = () => ask({ path: "/screen", decode: orNone(decodeScreenView) });
