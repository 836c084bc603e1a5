/**
 * Venue admin operations: making, changing and archiving venues, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const VENUE = "/api/v1/admin/venue/{venue}";
const asItIs = { says: "The venue as it is now.", schema: "VenueSetup" } as const;

export const venueAdminOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/api/v1/admin/venues",
    id: "createVenue",
    summary: "Makes a draft with nothing in it but a name. For staff who are let into all venues.",
    of: "staff",
    body: "VenueName",
    answer: { status: 201, ...asItIs },
    problems: ["too-many-venues", "too-many-gateways"],
  },
  {
    method: "post",
    path: `${VENUE}/duplicate`,
    id: "duplicateVenue",
    summary:
      "Makes a draft that is set up as this venue, without its codes, stock and credentials.",
    of: "staff",
    body: "VenueName",
    answer: { status: 201, ...asItIs },
    problems: ["unknown-venue", "too-many-venues", "too-many-gateways"],
  },
  {
    method: "get",
    path: `${VENUE}/file`,
    id: "exportVenue",
    summary:
      "How a venue is set up, as a file to be taken away: no key, code, beacon or credential.",
    of: "staff",
    answer: { status: 200, says: "What can be brought in elsewhere.", schema: "VenueFile" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: "/api/v1/admin/venues/file",
    id: "importVenue",
    summary: "Makes a draft that is set up as a file says. For staff who are let into all venues.",
    of: "staff",
    body: "VenueFile",
    answer: { status: 201, ...asItIs },
    problems: ["too-many-venues", "too-many-gateways"],
  },
  {
    method: "patch",
    path: VENUE,
    id: "editVenue",
    summary: "Changes what is given of a venue, live or not; a list takes the place of the whole.",
    of: "staff",
    body: "VenueEdit",
    answer: { status: 200, ...asItIs },
    problems: [
      ...(["unknown-venue", "stale-venue", "venue-in-file", "venue-not-ready"] as const),
      "too-many-gateways",
    ],
  },
  {
    method: "put",
    path: `${VENUE}/state`,
    id: "moveVenue",
    summary:
      "Puts a venue live once its checklist is done, archives it, which shuts its gateways out, or makes it a draft again.",
    of: "staff",
    body: "VenueMove",
    answer: { status: 200, ...asItIs },
    problems: [
      ...(["unknown-venue", "stale-venue", "venue-in-file", "venue-not-ready"] as const),
      "no-such-move",
    ],
  },
  {
    method: "delete",
    path: VENUE,
    id: "deleteVenue",
    summary:
      "Forgets a venue that is not live, with all that is kept of it. Its gateways are cut off; numbers that were released stay, and so does the audit trail.",
    of: "staff",
    answer: nothing,
    problems: [
      ...(["unknown-venue", "stale-venue", "venue-in-file", "venue-live"] as const),
      "broker-unreachable",
    ],
  },
];
