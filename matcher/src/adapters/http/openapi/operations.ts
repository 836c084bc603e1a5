/**
 * Operations: every route in words, with what it asks, answers and refuses. Pure. A test holds this
 * list against the routes that Express has, and real answers against the schemas named here.
 */
import { enrolRefusals } from "@sighej/protocol";
import { nothing, type Operation } from "./operation.ts";
import { screenOperations } from "./screen-operations.ts";
import { staffOperations } from "./staff-operations.ts";

/** Says the same whatever has happened. */
const taken = { status: 202, says: "Taken in, whatever came of it." } as const;
const status = (word: string) => ({
  type: "object",
  properties: { status: { const: word } },
  required: ["status"],
});

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
    path: "/api/v1/venue/{venue}/battery",
    id: "tellBattery",
    summary: "How full a badge is, by its bind code and without a session.",
    body: "BatteryReading",
    answer: { status: 204, says: "Noted with the stock when the next hour begins." },
    problems: ["unknown-venue", "bad-code", "too-many-tries"],
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
    method: "post",
    path: "/api/v1/enrol/certificate",
    id: "certify",
    summary: "A client certificate for the broker, the first one or the next.",
    of: "gateway",
    body: "CertificateRequest",
    answer: {
      status: 200,
      says: "For the key that signed the request.",
      schema: "GatewayCertificate",
    },
    problems: ["bad-gateway-credential", "too-many-tries", "no-certificates"],
  },
];

export const operations: readonly Operation[] = [
  ...health,
  ...attendee,
  ...gateways,
  ...screenOperations,
  ...staffOperations,
];
