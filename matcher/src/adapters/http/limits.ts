/**
 * Limits: lets only so many requests through from one address, whatever they ask.
 */
import type { RequestHandler } from "express";
import type { Gate } from "../../flows/gate.ts";
import type { Clock, Count } from "../../ports.ts";
import { sendProblem } from "./problem.ts";

/** `gate`: by address, which is remembered in memory only and never written down. */
export const addressLimit =
  (gate: Gate, clock: Clock, count: Count): RequestHandler =>
  (request, response, next) => {
    if (gate.passes(request.ip ?? "", clock())) return next();
    count("refused-too-many-requests");
    sendProblem(response, "too-many-requests");
  };
