/**
 * Venue routes: released numbers, complaints, join codes and quiet zones.
 */
import type { AdminFlows } from "../../../../flows/admin.ts";
import type { Handlers } from "./register.ts";

type OfVenues =
  | "listVenues"
  | "findAggregates"
  | "listComplaints"
  | "handleComplaint"
  | "listCodes"
  | "setCode"
  | "showZoneCode"
  | "listQuiet"
  | "switchQuiet"
  | "switchAllQuiet"
  | "setSlots";

export const venueHandlers = (flows: AdminFlows): Pick<Handlers, OfVenues> => ({
  listVenues: ({ letIn }) => flows.venues(letIn.staff),
  findAggregates: ({ param, query }) => flows.aggregates(param("venue"), query),
  listComplaints: ({ param }) => flows.complaints(param("venue")),
  handleComplaint: ({ param, body }) => flows.handle(param("venue"), param("complaint"), body),
  listCodes: ({ param }) => flows.codes(param("venue")),
  setCode: ({ param, body }) => flows.setCode(param("venue"), param("code"), body),
  showZoneCode: ({ param }) => flows.zoneCodes(param("venue"), param("zone")),
  listQuiet: ({ param }) => flows.quiet(param("venue")),
  switchAllQuiet: ({ param, body }) => flows.setAllQuiet(param("venue"), body),
  switchQuiet: ({ param, body }) => flows.setQuiet(param("venue"), param("zone"), body),
  setSlots: ({ param, body }) => flows.setSlots(param("venue"), param("zone"), body),
});
