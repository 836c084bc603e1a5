/**
 * Attendee routes: venue, session, match, answer and report, as the app calls them.
 */
import { encodeSessionStarted } from "@sighej/protocol";
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Session } from "../../../domain/session.ts";
import type { AttendeeFlows } from "../../../flows/attendee.ts";
import type { Outcome } from "../../../flows/outcome.ts";
import type { Count } from "../../../ports.ts";
import { bearerIn } from "../auth.ts";
import { neverStored } from "../headers.ts";
import { jsonBodyOf } from "../json-body.ts";
import { sendProblem, sendRefusal } from "../problem.ts";
import { addCarrierRoutes, carrierPaths } from "./carrier.ts";

/** A session start is under 1 kB, 64 tokens are 1.3 kB. */
const jsonBody = jsonBodyOf("16kb");

const paths = [
  "/venue/:venue",
  "/venue/:venue/battery",
  "/session",
  "/session/extend",
  "/session/push",
  ...carrierPaths,
  "/match",
  "/nudge/:nudge/answer",
  "/report",
];

/** An answer to a request of a live session. */
type Handle = (session: Session, request: Request, response: Response) => Promise<void> | void;

export function attendeeRoutes(flows: AttendeeFlows, count: Count): Router {
  const router = Router({ caseSensitive: true, strict: true });

  const answer = <T>(response: Response, outcome: Outcome<T>, send: (value: T) => void) => {
    if (outcome.ok) return send(outcome.value);
    count(`refused-${outcome.refusal.kind}`);
    sendRefusal(response, outcome.refusal);
  };
  const asSession =
    (handle: Handle): RequestHandler =>
    async (request, response) => {
      const session = await flows.authenticate(bearerIn(request));
      if (session.ok) await handle(session.value, request, response);
      else answer(response, session, () => {});
    };

  router.get("/venue/:venue", (request, response) => {
    answer(response, flows.venue(String(request.params.venue)), (view) => {
      // Public and the same for everyone; a changed list may be a minute late.
      response.set("Cache-Control", "public, max-age=60").json(view);
    });
  });

  router.post("/venue/:venue/battery", neverStored, jsonBody, (request, response) => {
    const { body, ip = "" } = request;
    answer(response, flows.tellBattery(String(request.params.venue), body, ip), () =>
      response.status(204).end(),
    );
  });

  for (const path of ["/session", "/match", "/nudge", "/report"]) router.use(path, neverStored);

  router.post("/session", jsonBody, async (request, response) => {
    const address = request.ip ?? "";
    answer(response, await flows.start(request.body, address), (started) => {
      response.status(201).json(encodeSessionStarted(started));
    });
  });
  router.post(
    "/session/extend",
    jsonBody,
    asSession(async (session, request, response) => {
      answer(response, await flows.extend(session, request.body), (started) => {
        response.status(201).json(encodeSessionStarted(started));
      });
    }),
  );
  router.get(
    "/session",
    asSession((session, _request, response) => {
      response.json(flows.view(session));
    }),
  );
  router.patch(
    "/session",
    jsonBody,
    asSession(async (session, request, response) => {
      answer(response, await flows.edit(session, request.body), (view) => response.json(view));
    }),
  );
  router.delete(
    "/session",
    asSession(async (session, _request, response) => {
      await flows.stop(session);
      response.status(204).end();
    }),
  );
  router.put(
    "/session/push",
    jsonBody,
    asSession(async (session, request, response) => {
      answer(response, await flows.subscribe(session, request.body), () =>
        response.status(204).end(),
      );
    }),
  );
  router.delete(
    "/session/push",
    asSession(async (session, _request, response) => {
      await flows.unsubscribe(session);
      response.status(204).end();
    }),
  );
  addCarrierRoutes(router, flows, { jsonBody, asSession, answer });
  // Empty whatever was heard: an answer would say who stands beside the phone.
  router.post(
    "/match",
    jsonBody,
    asSession((session, request, response) => {
      answer(response, flows.hear(session, request.body), () => response.status(202).end());
    }),
  );
  // Empty whatever the other one said: this answer and its timing tell nothing.
  router.post(
    "/nudge/:nudge/answer",
    jsonBody,
    asSession(async (session, request, response) => {
      const nudge = String(request.params.nudge);
      answer(response, await flows.answer(session, nudge, request.body), () =>
        response.status(202).end(),
      );
    }),
  );
  router.post(
    "/report",
    jsonBody,
    asSession(async (session, request, response) => {
      answer(response, await flows.complain(session, request.body), () =>
        response.status(202).end(),
      );
    }),
  );
  for (const path of paths)
    router.all(path, (_request, response) => sendProblem(response, "method-not-allowed"));
  return router;
}
