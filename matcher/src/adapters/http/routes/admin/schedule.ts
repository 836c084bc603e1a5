/**
 * Schedule routes: programmes that a venue reads from elsewhere.
 */
import type { ScheduleFlows } from "../../../../flows/schedules.ts";
import type { Handlers } from "./register.ts";

type OfSchedules =
  | "listSchedules"
  | "addSchedule"
  | "removeSchedule"
  | "setScheduleRooms"
  | "readSchedule";

export const scheduleHandlers = (flows: ScheduleFlows): Pick<Handlers, OfSchedules> => ({
  listSchedules: ({ param }) => flows.list(param("venue")),
  addSchedule: ({ param, body }) => flows.add(param("venue"), body),
  removeSchedule: ({ param }) => flows.remove(param("venue"), param("schedule")),
  setScheduleRooms: ({ param, body }) => flows.setRooms(param("venue"), param("schedule"), body),
  readSchedule: ({ param }) => flows.readSoon(param("venue"), param("schedule")),
});
