/**
 * Screen routes: a tablet comes with a code and then asks what to show, by a cookie that is good for
 * that alone.
 */
import { type Request, Router } from "express";
import type { ScreenFlows } from "../../../flows/screens.ts";
import type { Count } from "../../../ports.ts";
import { SCREEN_LIFE } from "../../../screen-ports.ts";
import { cookieIn, setCookie } from "../cookie.ts";
import { neverStored } from "../headers.ts";
import { jsonBodyOf } from "../json-body.ts";
import { sendProblem, sendRefusal } from "../problem.ts";

/** A code and nothing else. */
const jsonBody = jsonBodyOf("1kb");
const COOKIE = "sighej-screen";

export function screenRoutes(flows: ScreenFlows, count: Count): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use("/screen", neverStored);
  router.post("/screen", jsonBody, async (request: Request, response) => {
    const enrolled = await flows.enrol(request.body, request.ip ?? "");
    if (enrolled.ok) {
      setCookie(request, response, COOKIE, { secret: enrolled.value.secret, life: SCREEN_LIFE });
      response.status(204).end();
      return;
    }
    count(`refused-${enrolled.refusal.kind}`);
    sendRefusal(response, enrolled.refusal);
  });
  router.get("/screen", async (request, response) => {
    const shown = await flows.show(cookieIn(request, COOKIE));
    if (shown.ok) {
      if (shown.value === undefined) response.status(204).end();
      else response.json(shown.value);
      return;
    }
    count(`refused-${shown.refusal.kind}`);
    sendRefusal(response, shown.refusal);
  });
  router.all("/screen", (_request, response) => sendProblem(response, "method-not-allowed"));
  return router;
}
