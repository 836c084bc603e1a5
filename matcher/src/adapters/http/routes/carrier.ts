/**
 * Carrier routes: binding and letting go of what a session is found by besides its own key.
 */
import type { Request, RequestHandler, Response, Router } from "express";
import type { Session } from "../../../domain/session.ts";
import type { AttendeeFlows } from "../../../flows/attendee.ts";
import type { Outcome } from "../../../flows/outcome.ts";

export const carrierPaths = ["/session/carrier", "/session/carrier/:carrier"];

/** How the routes beside these read a body, find a session and answer. */
interface Manners {
  readonly jsonBody: RequestHandler;
  readonly asSession: (
    handle: (session: Session, request: Request, response: Response) => Promise<void> | void,
  ) => RequestHandler;
  readonly answer: <T>(response: Response, outcome: Outcome<T>, send: (value: T) => void) => void;
}

export function addCarrierRoutes(
  router: Router,
  flows: Pick<AttendeeFlows, "bind" | "release">,
  { jsonBody, asSession, answer }: Manners,
): void {
  router.put(
    "/session/carrier",
    jsonBody,
    asSession(async (session, request, response) => {
      const address = request.ip ?? "";
      answer(response, await flows.bind(session, request.body, address), (view) =>
        response.json(view),
      );
    }),
  );
  router.delete(
    "/session/carrier/:carrier",
    asSession(async (session, request, response) => {
      const kind = String(request.params.carrier);
      answer(response, await flows.release(session, kind), (view) => response.json(view));
    }),
  );
}
