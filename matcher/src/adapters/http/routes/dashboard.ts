/**
 * Dashboard routes: the built dashboard's files under `/admin`, and its page for every address of a
 * screen: which screen that is, the page finds out.
 */
import compression from "compression";
import { Router } from "express";
import { filesIn, sendPage } from "./files.ts";

/** A name with a dot is a file's, and one that isn't there is not there. */
const SCREEN = /^(?:\/[\w-]+)*\/?$/;
/** Built files are there, or are those of another release. */
const FILES = "/assets/";

export function dashboardRoutes(folder: string): Router {
  const router = Router();
  // These files only: an answer of the API mixes secrets with what a stranger may choose (BREACH).
  router.use(compression());
  router.use(filesIn(folder));
  router.get(SCREEN, ({ path }, response, next) => {
    if (path.startsWith(FILES)) next();
    else sendPage(folder, response);
  });
  return router;
}

/** The page of a zone's screen, at an address that a tablet is easily pointed at. */
export function wallRoutes(folder: string): Router {
  const router = Router({ caseSensitive: true });
  router.get("/screen", (_request, response) => sendPage(folder, response, "screen.html"));
  return router;
}
