/**
 * Enrol routes: a gateway comes with its claim code, and nobody signs in.
 */
import { Router } from "express";
import type { EnrolFlows } from "../../../flows/enrol.ts";
import type { Count } from "../../../ports.ts";
import { basicIn } from "../auth.ts";
import { neverStored } from "../headers.ts";
import { jsonBodyOf } from "../json-body.ts";
import { sendProblem, sendRefusal } from "../problem.ts";

/** A certificate request has 4 kB at most. */
const jsonBody = jsonBodyOf("8kb");

export function enrolRoutes(flows: EnrolFlows, count: Count): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use("/enrol", neverStored);
  router.post("/enrol", jsonBody, async (request, response) => {
    const enrolled = await flows.enrol(request.body, request.ip ?? "");
    if (enrolled.ok) {
      response.status(201).json(enrolled.value);
      return;
    }
    count(`refused-${enrolled.refusal.kind}`);
    sendRefusal(response, enrolled.refusal);
  });
  router.post("/enrol/certificate", jsonBody, async (request, response) => {
    const issued = await flows.certify(basicIn(request), request.body, request.ip ?? "");
    if (issued.ok) {
      response.json(issued.value);
      return;
    }
    count(`refused-${issued.refusal.kind}`);
    sendRefusal(response, issued.refusal);
  });
  for (const path of ["/enrol", "/enrol/certificate"])
    router.all(path, (_request, response) => sendProblem(response, "method-not-allowed"));
  return router;
}
