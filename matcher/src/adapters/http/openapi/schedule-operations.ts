/**
 * Schedule operations: programmes that a venue reads from elsewhere, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const SCHEDULES = "/api/v1/admin/venue/{venue}/schedules";

export const scheduleOperations: readonly Operation[] = [
  {
    method: "get",
    path: SCHEDULES,
    id: "listSchedules",
    summary: "Programmes: when each was read, what is wrong with it, and its rooms.",
    of: "staff",
    answer: { status: 200, says: "In the order in which they were added.", schema: "Schedules" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: SCHEDULES,
    id: "addSchedule",
    summary:
      "An iCalendar, or a schedule of frab or pretalx as XML or JSON, to be read every 5 minutes.",
    of: "staff",
    body: "ScheduleStart",
    answer: { status: 201, says: "It is read within seconds.", schema: "Schedule" },
    problems: ["unknown-venue", "too-many-schedules"],
  },
  {
    method: "delete",
    path: `${SCHEDULES}/{schedule}`,
    id: "removeSchedule",
    summary: "With the quiet times that came from it.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-schedule"],
  },
  {
    method: "put",
    path: `${SCHEDULES}/{schedule}/rooms`,
    id: "setScheduleRooms",
    summary: "Which of its rooms is which zone: that is quiet while there is a talk.",
    of: "staff",
    body: "ScheduleRooms",
    answer: nothing,
    problems: ["unknown-venue", "unknown-schedule"],
  },
  {
    method: "post",
    path: `${SCHEDULES}/{schedule}/read`,
    id: "readSchedule",
    summary: "Reads it now.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-schedule"],
  },
];
