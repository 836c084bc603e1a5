/**
 * Document route: the OpenAPI document of everything else here. Public, as the code is.
 */
import { Router } from "express";
import { openApiDocument } from "../openapi/document.ts";

export function documentRoutes(): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const text = JSON.stringify(openApiDocument());
  router.get("/openapi.json", (_request, response) => {
    response.set("Cache-Control", "public, max-age=60").type("json").send(text);
  });
  return router;
}
