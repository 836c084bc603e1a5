/**
 * App routes: the built app's files, and its page under `/v/<venue>`.
 */
import { join } from "node:path";
import type { VenueId } from "@sighej/protocol";
import compression from "compression";
import express, { Router } from "express";

/** Built files carry a hash of their content in their name, under this folder. */
const HASHED = "/assets/";
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

/** `/` leads to the venue when there is only one to choose. */
export function appRoutes(folder: string, venues: readonly VenueId[]): Router {
  const router = Router();
  const [only, ...others] = venues;
  const page = join(folder, "index.html");
  // These files only: an answer of the API mixes secrets with what a stranger may choose (BREACH).
  router.use(compression());
  router.get("/", (_request, response, next) => {
    if (only === undefined || others.length > 0) next();
    else response.redirect(302, `/v/${only}`);
  });
  router.get(["/", "/v/:venue"], (_request, response) => {
    response.set("Cache-Control", ASK_EACH_TIME).sendFile(page, { cacheControl: false });
  });
  router.use(
    express.static(folder, {
      index: false,
      dotfiles: "ignore",
      cacheControl: false,
      setHeaders: (response, path) => {
        const hashed = path.slice(folder.length).replaceAll("\\", "/").startsWith(HASHED);
        response.setHeader("Cache-Control", hashed ? FOR_EVER : ASK_EACH_TIME);
      },
    }),
  );
  return router;
}
