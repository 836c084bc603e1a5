/**
 * Bulletin operations: whom a venue tells of its gateways and released numbers, and what did not arrive, in
 * words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const VENUE = "/api/v1/admin/venue/{venue}";

export const bulletinOperations: readonly Operation[] = [
  {
    method: "get",
    path: `${VENUE}/targets`,
    id: "listTargets",
    summary: "Whom the venue tells, and of what.",
    of: "staff",
    answer: { status: 200, says: "By time; without secrets.", schema: "BulletinTargets" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: `${VENUE}/targets`,
    id: "addTarget",
    summary: "A webhook, signed as Standard Webhooks has it, or an e-mail address.",
    of: "staff",
    body: "BulletinTargetStart",
    answer: {
      status: 201,
      says: "The only time that a webhook's secret is told.",
      schema: "BulletinTargetStarted",
    },
    problems: ["unknown-venue", "too-many-targets"],
  },
  {
    method: "delete",
    path: `${VENUE}/targets/{target}`,
    id: "removeTarget",
    summary: "It is told nothing more, not even what is on its way.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-target"],
  },
  {
    method: "post",
    path: `${VENUE}/targets/{target}/test`,
    id: "testTarget",
    summary: "Sends it a message that says that it is a test; the deliveries say what came of it.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-target", "too-many-deliveries"],
  },
  {
    method: "get",
    path: `${VENUE}/deliveries`,
    id: "listDeliveries",
    summary: "What was sent, waits or was given up in the last week.",
    of: "staff",
    answer: { status: 200, says: "The newest 100, newest first.", schema: "BulletinDeliveries" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: `${VENUE}/deliveries/{delivery}/retry`,
    id: "retryDelivery",
    summary: "Tries one again that was given up, from the beginning.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-delivery"],
  },
];
