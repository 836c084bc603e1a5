/**
 * Admin routes: released numbers, complaints, join codes, quiet zones and gateways, for staff.
 */
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { AdminFlows } from "../../../flows/admin.ts";
import type { GatewayAdminFlows } from "../../../flows/gateways.ts";
import type { Outcome } from "../../../flows/outcome.ts";
import type { Count } from "../../../ports.ts";
import { neverStored } from "../headers.ts";
import { jsonBodyOf } from "../json-body.ts";
import { sendProblem, sendRefusal } from "../problem.ts";

/** A thousand slots of a schedule are 45 kB. */
const BODY_AT_MOST = "64kb";

const paths = [
  "/venue/:venue/aggregates",
  "/venue/:venue/complaints",
  "/venue/:venue/codes",
  "/venue/:venue/codes/:code",
  "/venue/:venue/quiet",
  "/venue/:venue/zone/:zone/code",
  "/venue/:venue/zone/:zone/quiet",
  "/venue/:venue/zone/:zone/slots",
  "/venue/:venue/gateways",
  "/venue/:venue/gateways/:gateway/claim",
  "/venue/:venue/gateways/:gateway/credential",
];

/** `staff` lets in or answers; it comes before everything, so that nobody else learns a path. */
export function adminRoutes(
  flows: AdminFlows,
  gateways: GatewayAdminFlows,
  staff: RequestHandler,
  count: Count,
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const jsonBody = jsonBodyOf(BODY_AT_MOST);
  router.use(neverStored, staff);

  const refused = (response: Response, outcome: Outcome<unknown>): boolean => {
    if (outcome.ok) return false;
    count(`refused-${outcome.refusal.kind}`);
    sendRefusal(response, outcome.refusal);
    return true;
  };
  const sendJson = (response: Response, outcome: Outcome<object>) => {
    if (!refused(response, outcome) && outcome.ok) response.json(outcome.value);
  };
  const sendNothing = (response: Response, outcome: Outcome<undefined>) => {
    if (!refused(response, outcome)) response.status(204).end();
  };

  router.get("/venue/:venue/aggregates", async ({ params, query }, response) => {
    sendJson(response, await flows.aggregates(params.venue, query));
  });
  router.get("/venue/:venue/complaints", async ({ params }, response) => {
    sendJson(response, await flows.complaints(params.venue));
  });
  router.get("/venue/:venue/codes", async ({ params }, response) => {
    sendJson(response, await flows.codes(params.venue));
  });
  router.put("/venue/:venue/codes/:code", jsonBody, async ({ params, body }, response) => {
    sendNothing(response, await flows.setCode(textOf(params.venue), textOf(params.code), body));
  });
  router.get("/venue/:venue/zone/:zone/code", ({ params }, response) => {
    sendJson(response, flows.zoneCodes(params.venue, params.zone));
  });
  router.get("/venue/:venue/quiet", async ({ params }, response) => {
    sendJson(response, await flows.quiet(params.venue));
  });
  router.put("/venue/:venue/zone/:zone/quiet", jsonBody, async ({ params, body }, response) => {
    sendNothing(response, await flows.setQuiet(textOf(params.venue), textOf(params.zone), body));
  });
  router.put("/venue/:venue/zone/:zone/slots", jsonBody, async ({ params, body }, response) => {
    sendNothing(response, await flows.setSlots(textOf(params.venue), textOf(params.zone), body));
  });
  const sendClaim = (response: Response, outcome: Outcome<object>) => {
    if (!refused(response, outcome) && outcome.ok) response.status(201).json(outcome.value);
  };
  router.get("/venue/:venue/gateways", async ({ params }, response) => {
    sendJson(response, await gateways.list(params.venue));
  });
  router.post("/venue/:venue/gateways", jsonBody, async (request, response) => {
    const { params, body } = request;
    sendClaim(response, await gateways.add(textOf(params.venue), body, originOf(request)));
  });
  router.post("/venue/:venue/gateways/:gateway/claim", async (request, response) => {
    const { venue, gateway } = request.params;
    sendClaim(response, await gateways.invite(venue, gateway, originOf(request)));
  });
  router.delete("/venue/:venue/gateways/:gateway/credential", async ({ params }, response) => {
    sendNothing(response, await gateways.revoke(params.venue, params.gateway));
  });
  for (const path of paths)
    router.all(path, (_request, response) => sendProblem(response, "method-not-allowed"));
  return router;
}

/** Where staff have found us, which is where a gateway of theirs will, too. */
const originOf = (request: Request): string =>
  `${request.protocol}://${request.get("host") ?? "localhost"}`;

/** A parameter in the middle of a path, which is always one text. */
const textOf = (parameter: unknown): string => String(parameter);
