/**
 * Staff: lets in whoever shows who they are, and remembers for the route who that is.
 */
import type { Request, RequestHandler, Response } from "express";
import type { Outcome } from "../../flows/outcome.ts";
import type { Carried } from "../../flows/staff/identify.ts";
import type { LetIn } from "../../flows/staff/ports.ts";
import type { Count } from "../../ports.ts";
import { bearerIn } from "./auth.ts";
import { sessionIn } from "./cookie.ts";
import { sendRefusal } from "./problem.ts";

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE = ["GET", "HEAD"];

export const addressOf = (request: Request): string => request.ip ?? "";

/** Where a browser has found us, as it names that itself. */
export const originOf = (request: Request): string =>
  `${request.protocol}://${request.get("host") ?? "localhost"}`;

const carriedBy = (request: Request): Carried => ({
  bearer: bearerIn(request),
  session: sessionIn(request),
  csrf: request.get("x-csrf-token") ?? "",
  address: addressOf(request),
  changes: !SAFE.includes(request.method),
});

/** Comes before every route, so that nobody else learns a path. */
export function staffOnly(
  identify: (carried: Carried) => Promise<Outcome<LetIn>>,
  count: Count,
): RequestHandler {
  return async (request, response, next) => {
    const letIn = await identify(carriedBy(request));
    if (letIn.ok) {
      response.locals.letIn = letIn.value;
      return next();
    }
    count(`refused-${letIn.refusal.kind}`);
    sendRefusal(response, letIn.refusal);
  };
}

/** Who was let in, in a route behind `staffOnly`. */
export const letInBy = ({ locals }: Response): LetIn => locals.letIn as LetIn;
