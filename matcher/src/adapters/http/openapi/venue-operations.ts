/**
 * Venue operations: what staff do at a venue, in words: numbers, complaints, codes, quiet zones and
 * gateways. Pure.
 */
import { bulletinOperations } from "./bulletin-operations.ts";
import { nothing, type Operation } from "./operation.ts";
import { scheduleOperations } from "./schedule-operations.ts";
import { watchOperations } from "./watch-operations.ts";

const unixMs = { type: "integer", minimum: 0 };

const atVenue: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/admin/venues",
    id: "listVenues",
    summary: "The venues that one is let into.",
    of: "staff",
    answer: { status: 200, says: "By name.", schema: "VenueList" },
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}",
    id: "viewSetup",
    summary: "A venue as it is set up, and what is missing before attendees may come.",
    of: "staff",
    answer: { status: 200, says: "As it is matched by.", schema: "VenueSetup" },
    problems: ["unknown-venue"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/aggregates",
    id: "findAggregates",
    summary: "Released numbers of one metric, with the noise that they have.",
    of: "staff",
    query: [
      {
        name: "metric",
        required: true,
        description: "What is counted; see the schema of the answer.",
        schema: { type: "string" },
      },
      { name: "from", required: true, description: "Unix time, ms.", schema: unixMs },
      { name: "until", required: true, description: "Unix time, ms.", schema: unixMs },
      {
        name: "subject",
        required: false,
        description: "One zone, or one interest.",
        schema: { type: "string" },
      },
    ],
    answer: {
      status: 200,
      says: "Buckets that lie wholly within that time, as they were released.",
      schema: "Aggregates",
    },
    problems: ["unknown-venue", "bad-field", "no-aggregates"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/complaints",
    id: "listComplaints",
    summary: "What attendees have reported in the last 72 hours.",
    of: "staff",
    answer: { status: 200, says: "Where and when, not who.", schema: "Complaints" },
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: "/api/v1/admin/venue/{venue}/complaints/{complaint}",
    id: "handleComplaint",
    summary: "Notes that staff have seen to a report, or that it is open again.",
    of: "staff",
    body: "ComplaintEdit",
    answer: nothing,
    problems: ["unknown-venue", "unknown-complaint"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/codes",
    id: "listCodes",
    summary: "Join codes by their endings.",
    of: "staff",
    answer: { status: 200, says: "The codes of the set-up.", schema: "JoinCodes" },
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: "/api/v1/admin/venue/{venue}/codes/{code}",
    id: "setCode",
    summary: "Disables a join code, or enables it again.",
    of: "staff",
    body: "JoinCodeEdit",
    answer: nothing,
    problems: ["unknown-venue", "unknown-code"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/zone/{zone}/code",
    id: "showZoneCode",
    summary: "What the screen of a zone shows for half a minute.",
    of: "staff",
    answer: { status: 200, says: "Digits and join code, and until when.", schema: "ZoneCodes" },
    problems: ["unknown-venue", "unknown-zone"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/quiet",
    id: "listQuiet",
    summary: "Switch and schedule of every zone.",
    of: "staff",
    answer: { status: 200, says: "Every zone.", schema: "QuietZones" },
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: "/api/v1/admin/venue/{venue}/zone/{zone}/quiet",
    id: "switchQuiet",
    summary: "Nobody is nudged in a zone until it is switched back.",
    of: "staff",
    body: "QuietSwitch",
    answer: nothing,
    problems: ["unknown-venue", "unknown-zone"],
  },
  {
    method: "put",
    path: "/api/v1/admin/venue/{venue}/quiet",
    id: "switchAllQuiet",
    summary: "The switch of every zone at once: nobody is nudged anywhere at the venue.",
    of: "staff",
    body: "QuietSwitch",
    answer: nothing,
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: "/api/v1/admin/venue/{venue}/zone/{zone}/slots",
    id: "setSlots",
    summary: "Times at which nobody is nudged in a zone, in the place of those before.",
    of: "staff",
    body: "QuietSlots",
    answer: nothing,
    problems: ["unknown-venue", "unknown-zone"],
  },
];

const gateways: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/gateways",
    id: "listGateways",
    summary: "Gateways, whether they have enrolled, and how they are.",
    of: "staff",
    answer: { status: 200, says: "By id.", schema: "Gateways" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: "/api/v1/admin/venue/{venue}/gateways",
    id: "addGateway",
    summary: "Makes a gateway, with its first claim code.",
    of: "staff",
    body: "GatewayAdd",
    answer: { status: 201, says: "The only time that the code is told.", schema: "GatewayClaim" },
    problems: ["unknown-venue", "venue-archived", "gateway-named", "too-many-gateways"],
  },
  {
    method: "post",
    path: "/api/v1/admin/venue/{venue}/gateways/{gateway}/claim",
    id: "inviteGateway",
    summary:
      "Another claim code in the place of the last; the credential stays until it is traded.",
    of: "staff",
    answer: { status: 201, says: "The only time that the code is told.", schema: "GatewayClaim" },
    problems: ["unknown-venue", "venue-archived", "unknown-gateway"],
  },
  {
    method: "delete",
    path: "/api/v1/admin/venue/{venue}/gateways/{gateway}/credential",
    id: "revokeGateway",
    summary:
      "Shuts a gateway out and ends its connection; its claim code is good for nothing, too.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-gateway", "broker-unreachable"],
  },
];

export const venueOperations: readonly Operation[] = [
  ...atVenue,
  ...gateways,
  ...watchOperations,
  ...bulletinOperations,
  ...scheduleOperations,
];
