/**
 * Operations: every route in words, with what it asks, answers and refuses. Pure. A test holds this
 * list against the routes that Express has, and real answers against the schemas named here.
 */
import { enrolRefusals } from "@sighej/protocol";
import type { ProblemWord } from "../problem.ts";

export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Whose bearer it wants; nobody's if absent. */
  readonly of?: "session" | "staff";
  /** Name of the body's schema. */
  readonly body?: string;
  readonly query?: readonly Query[];
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204;
    readonly says: string;
    /** A name, or a schema that is used only here; none: empty. */
    readonly schema?: string | Readonly<Record<string, unknown>>;
  };
  /** Besides those that follow from `of` and `body`. */
  readonly problems?: readonly ProblemWord[];
}

interface Query {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const nothing = { status: 204, says: "Done." } as const;
/** Says the same whatever has happened. */
const taken = { status: 202, says: "Taken in, whatever came of it." } as const;
const status = (word: string) => ({
  type: "object",
  properties: { status: { const: word } },
  required: ["status"],
});
const unixMs = { type: "integer", minimum: 0 };

const health: readonly Operation[] = [
  {
    method: "get",
    path: "/healthz",
    id: "health",
    summary: "Whether the process answers.",
    answer: { status: 200, says: "It does.", schema: status("ok") },
  },
  {
    method: "get",
    path: "/readyz",
    id: "readiness",
    summary: "Whether this replica can serve.",
    answer: { status: 200, says: "It can.", schema: status("ready") },
    problems: ["not-ready"],
  },
];

const attendee: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/openapi.json",
    id: "document",
    summary: "This document.",
    answer: { status: 200, says: "OpenAPI 3.1.", schema: { type: "object" } },
  },
  {
    method: "get",
    path: "/api/v1/venue/{venue}",
    id: "viewVenue",
    summary: "What everyone may know of a venue.",
    answer: { status: 200, says: "The same for everyone.", schema: "VenueView" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: "/api/v1/session",
    id: "startSession",
    summary: "Starts a session, by consent to one wording.",
    body: "SessionStart",
    answer: {
      status: 201,
      says: "The only time that bearer and beacon key are told.",
      schema: "SessionStarted",
    },
    problems: ["bad-code", "unknown-venue", "too-many-starts", "venue-full"],
  },
  {
    method: "get",
    path: "/api/v1/session",
    id: "viewSession",
    summary: "The session, as its holder may see it.",
    of: "session",
    answer: { status: 200, says: "The session.", schema: "SessionView" },
  },
  {
    method: "patch",
    path: "/api/v1/session",
    id: "editSession",
    summary: "Changes what one is matched by, opens, closes or pauses.",
    of: "session",
    body: "SessionEdit",
    answer: { status: 200, says: "The session as it is now.", schema: "SessionView" },
    problems: ["no-edits-left"],
  },
  {
    method: "delete",
    path: "/api/v1/session",
    id: "stopSession",
    summary: "Stops; everything of the session is gone.",
    of: "session",
    answer: nothing,
  },
  {
    method: "post",
    path: "/api/v1/session/extend",
    id: "extendSession",
    summary: "Starts another session in the place of this one, by a new consent.",
    of: "session",
    body: "SessionExtension",
    answer: { status: 201, says: "Another key, another bearer.", schema: "SessionStarted" },
    problems: ["no-edits-left", "too-many-starts"],
  },
  {
    method: "put",
    path: "/api/v1/session/push",
    id: "subscribePush",
    summary: "Lets nudges come by Web Push when no page is open.",
    of: "session",
    body: "PushSubscription",
    answer: nothing,
  },
  {
    method: "delete",
    path: "/api/v1/session/push",
    id: "unsubscribePush",
    summary: "Takes that back.",
    of: "session",
    answer: nothing,
  },
  {
    method: "put",
    path: "/api/v1/session/carrier",
    id: "bindCarrier",
    summary: "Binds a badge or stock tag, or proves a zone by the code on its screen.",
    of: "session",
    body: "CarrierBinding",
    answer: { status: 200, says: "The session as it is now.", schema: "SessionView" },
    problems: ["bad-code", "carrier-taken", "has-carrier", "ambiguous-code", "too-many-tries"],
  },
  {
    method: "delete",
    path: "/api/v1/session/carrier/{carrier}",
    id: "releaseCarrier",
    summary: "Lets go of a carrier of that kind, if there is one.",
    of: "session",
    answer: { status: 200, says: "The session as it is now.", schema: "SessionView" },
    problems: ["unknown-carrier"],
  },
  {
    method: "post",
    path: "/api/v1/match",
    id: "hearTokens",
    summary: "Tokens that the phone has heard.",
    of: "session",
    body: "HeardTokens",
    answer: taken,
  },
  {
    method: "post",
    path: "/api/v1/nudge/{nudge}/answer",
    id: "answerNudge",
    summary: "An answer to a nudge, or to its cue.",
    of: "session",
    body: "NudgeAnswer",
    answer: taken,
    problems: ["unknown-nudge"],
  },
  {
    method: "post",
    path: "/api/v1/report",
    id: "complain",
    summary: "Tells staff where and when something was not right.",
    of: "session",
    body: "Complaint",
    answer: taken,
    problems: ["unknown-nudge"],
  },
];

const admin: readonly Operation[] = [
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
    method: "post",
    path: "/api/v1/enrol",
    id: "enrol",
    summary: "A gateway trades its claim code for its own credential.",
    body: "Enrolment",
    answer: { status: 201, says: "The only time that the password is told.", schema: "Enrolled" },
    problems: [...enrolRefusals, "too-many-tries", "broker-unreachable"],
  },
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/gateways",
    id: "listGateways",
    summary: "Gateways, and whether they have enrolled.",
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
    problems: ["unknown-venue", "gateway-named", "too-many-gateways"],
  },
  {
    method: "post",
    path: "/api/v1/admin/venue/{venue}/gateways/{gateway}/claim",
    id: "inviteGateway",
    summary:
      "Another claim code in the place of the last; the credential stays until it is traded.",
    of: "staff",
    answer: { status: 201, says: "The only time that the code is told.", schema: "GatewayClaim" },
    problems: ["unknown-venue", "unknown-gateway"],
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

const calibration = "/api/v1/admin/venue/{venue}/calibration";

const proximity: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/admin/venue/{venue}/near",
    id: "listNearOffers",
    summary: "Where nearness is offered, why or why not, and which radio map is in use.",
    of: "staff",
    answer: { status: 200, says: "Every zone that asks for nearness.", schema: "NearOffers" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: calibration,
    id: "startCalibration",
    summary: "Begins to listen to one carrier of staff.",
    of: "staff",
    body: "CalibrationStart",
    answer: {
      status: 201,
      says: "Listening, for an hour and a half at most.",
      schema: "CalibrationStarted",
    },
    problems: ["unknown-venue", "unknown-carrier", "carrier-taken", "calibration-running"],
  },
  {
    method: "get",
    path: calibration,
    id: "showCalibration",
    summary: "How far a calibration has come, area by area.",
    of: "staff",
    answer: { status: 200, says: "So far.", schema: "Calibration" },
    problems: ["unknown-venue", "no-calibration"],
  },
  {
    method: "post",
    path: `${calibration}/mark`,
    id: "markSpot",
    summary: "The carrier stands here from now on, or passes here now.",
    of: "staff",
    body: "CalibrationMark",
    answer: { status: 200, says: "So far.", schema: "Calibration" },
    problems: ["unknown-venue", "no-calibration"],
  },
  {
    method: "post",
    path: `${calibration}/finish`,
    id: "finishCalibration",
    summary: "Makes a radio map of what was measured and uses it.",
    of: "staff",
    answer: { status: 200, says: "In use, with its quality by area.", schema: "Calibrated" },
    problems: ["unknown-venue", "no-calibration", "too-few-spots", "map-failed"],
  },
  {
    method: "delete",
    path: calibration,
    id: "giveUpCalibration",
    summary: "Forgets what was measured.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "no-calibration"],
  },
];

export const operations: readonly Operation[] = [
  ...health,
  ...attendee,
  ...admin,
  ...gateways,
  ...proximity,
];
