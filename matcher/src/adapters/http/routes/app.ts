/**
 * App routes: the built app's files, and its page under `/v/<venue>`.
 */
import type { VenueId } from "@sighej/protocol";
import compression from "compression";
import { Router } from "express";
import { filesIn, sendPage } from "./files.ts";

/** `/` leads to the venue when there is only one to choose. */
export function appRoutes(folder: string, venues: () => readonly VenueId[]): Router {
  const router = Router();
  // These files only: an answer of the API mixes secrets with what a stranger may choose (BREACH).
  router.use(compression());
  router.get("/", (_request, response, next) => {
    const [only, ...others] = venues();
    if (only === undefined || others.length > 0) next();
    else response.redirect(302, `/v/${only}`);
  });
  router.get(["/", "/v/:venue"], (_request, response) => sendPage(folder, response));
  router.use(filesIn(folder));
  return router;
}
