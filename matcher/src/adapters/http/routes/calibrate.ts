/**
 * Calibrate routes: how well a venue knows where people are, and its calibration, for staff.
 */
import { type RequestHandler, type Response, Router } from "express";
import type { CalibrateFlows } from "../../../flows/calibrate.ts";
import type { Outcome } from "../../../flows/outcome.ts";
import type { Count } from "../../../ports.ts";
import { neverStored } from "../headers.ts";
import { jsonBodyOf } from "../json-body.ts";
import { sendProblem, sendRefusal } from "../problem.ts";

const BODY_AT_MOST = "4kb";

const near = "/venue/:venue/near";
const all = "/venue/:venue/calibration";
const mark = "/venue/:venue/calibration/mark";
const finish = "/venue/:venue/calibration/finish";

/** `staff` lets in or answers; it comes before everything, so that nobody else learns a path. */
export function calibrateRoutes(
  flows: CalibrateFlows,
  staff: RequestHandler,
  count: Count,
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const jsonBody = jsonBodyOf(BODY_AT_MOST);
  router.use(neverStored, staff);
  const send = (response: Response, outcome: Outcome<object | undefined>, status = 200) => {
    if (outcome.ok) {
      if (outcome.value === undefined) response.status(204).end();
      else response.status(status).json(outcome.value);
      return;
    }
    count(`refused-${outcome.refusal.kind}`);
    sendRefusal(response, outcome.refusal);
  };
  router.get(near, ({ params }, response) => send(response, flows.near(params.venue)));
  router.get(all, ({ params }, response) => send(response, flows.progress(params.venue)));
  router.post(all, jsonBody, ({ params, body }, response) =>
    send(response, flows.start(String(params.venue), body), 201),
  );
  router.delete(all, ({ params }, response) => send(response, flows.giveUp(params.venue)));
  router.post(mark, jsonBody, ({ params, body }, response) =>
    send(response, flows.mark(String(params.venue), body)),
  );
  router.post(finish, async ({ params }, response) =>
    send(response, await flows.finish(params.venue)),
  );
  for (const path of [near, all, mark, finish])
    router.all(path, (_request, response) => sendProblem(response, "method-not-allowed"));
  return router;
}
