/**
 * Build: the attendee's page, from its sources to a folder of static files. For Node; the page itself
 * never imports it.
 */
import { fileURLToPath } from "node:url";
import { buildPage } from "@sighej/page/build";

const root = fileURLToPath(new URL(".", import.meta.url));
const sources = [
  "build.ts",
  "index.html",
  "messages",
  "package.json",
  "project.inlang",
  "public",
  "short-list.ts",
  "src",
  "vite.config.ts",
  "worker.ts",
  "../package-lock.json",
  "../protocol/interests.json",
  "../protocol/src",
];

/** Builds it into `outFolder`, unless it is there already; see `buildPage`. */
export const buildApp = (outFolder: string): Promise<"fresh" | "built"> =>
  buildPage({ root, sources }, outFolder);
