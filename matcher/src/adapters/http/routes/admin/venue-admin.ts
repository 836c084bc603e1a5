/**
 * Venue admin routes: a venue as it is set up, and everything by which it is made and changed.
 */
import type { VenueAdminFlows } from "../../../../flows/venue-admin.ts";
import type { Handlers } from "./register.ts";

type OfVenueAdmin =
  | "viewSetup"
  | "createVenue"
  | "duplicateVenue"
  | "exportVenue"
  | "importVenue"
  | "editVenue"
  | "moveVenue"
  | "deleteVenue";

export const venueAdminHandlers = (flows: VenueAdminFlows): Pick<Handlers, OfVenueAdmin> => ({
  viewSetup: ({ param }) => flows.view(param("venue")),
  createVenue: ({ letIn, body }) => flows.create(letIn.staff, body),
  duplicateVenue: ({ letIn, param, body }) => flows.duplicate(letIn.staff, param("venue"), body),
  exportVenue: ({ param }) => flows.takeAway(param("venue")),
  importVenue: ({ letIn, body }) => flows.bringIn(letIn.staff, body),
  editVenue: ({ param, body }) => flows.edit(param("venue"), body),
  moveVenue: ({ param, body }) => flows.move(param("venue"), body),
  deleteVenue: ({ param }) => flows.remove(param("venue")),
});
