/**
 * Health routes: that the process answers, and whether it is ready to serve. Figures are elsewhere,
 * for operators only.
 */
import { Router } from "express";
import type { Readiness } from "../../../readiness.ts";
import { neverStored } from "../headers.ts";
import { sendProblem } from "../problem.ts";

export function healthRoutes(readiness: Pick<Readiness, "missing">): Router {
  const router = Router();
  router.get("/healthz", neverStored, (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", neverStored, (_request, response) => {
    const missing = readiness.missing();
    if (missing.length === 0) response.json({ status: "ready" });
    else sendProblem(response, "not-ready", missing.join(", "));
  });
  return router;
}
