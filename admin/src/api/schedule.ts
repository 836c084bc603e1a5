/**
 * Schedule: programmes that a venue reads from elsewhere, as requests.
 */
import {
  decodeSchedule,
  decodeSchedules,
  type ScheduleRooms,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}/schedules`;

export const listSchedules = (venue: VenueId) => ask({ path: at(venue), decode: decodeSchedules });
export const addSchedule = (venue: VenueId, body: { url: string; timeZone: string }) =>
  ask({ method: "POST", path: at(venue), body, decode: decodeSchedule });
export const removeSchedule = (venue: VenueId, id: string) =>
  ask({ method: "DELETE", path: `${at(venue)}/${id}`, decode: nothing });
export const setRooms = (venue: VenueId, id: string, body: ScheduleRooms) =>
  ask({ method: "PUT", path: `${at(venue)}/${id}/rooms`, body, decode: nothing });
export const readNow = (venue: VenueId, id: string) =>
  ask({ method: "POST", path: `${at(venue)}/${id}/read`, decode: nothing });
