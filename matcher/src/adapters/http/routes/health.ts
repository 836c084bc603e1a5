/**
 * Health route: that the process answers. Figures are elsewhere, for operators only.
 */
import { Router } from "express";

export function healthRoutes(): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.set("Cache-Control", "no-store").json({ status: "ok" });
  });
  return router;
}
