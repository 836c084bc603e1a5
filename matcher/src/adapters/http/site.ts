/**
 * Site: Express with every route, in the order in which a request meets them.
 */
import type { VenueId } from "@sighej/protocol";
import express, { type Express, type RequestHandler } from "express";
import type { AttendeeFlows } from "../../flows/attendee.ts";
import type { Count, Report } from "../../ports.ts";
import { secureHeaders } from "./headers.ts";
import { problemHandler, sendProblem } from "./problem.ts";
import { appRoutes } from "./routes/app.ts";
import { attendeeRoutes } from "./routes/attendee.ts";
import { healthRoutes } from "./routes/health.ts";

/** A handler of somebody else's, under a path of its own. */
interface Mount {
  readonly path: string;
  readonly handler: RequestHandler;
}

export interface SiteConfig {
  readonly venues: readonly VenueId[];
  readonly appFolder?: string | undefined;
  readonly mounts: readonly Mount[];
  /** Reverse proxies in front, whose word on a request's address is taken. */
  readonly proxies: number;
}

export function siteOf(
  { venues, appFolder, mounts, proxies }: SiteConfig,
  flows: AttendeeFlows,
  count: Count,
  report: Report,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", proxies);
  app.use(secureHeaders);
  app.use(healthRoutes());
  for (const { path, handler } of mounts) app.use(path, handler);
  app.use("/api/v1", attendeeRoutes(flows, count));
  if (appFolder !== undefined) {
    const files = appRoutes(appFolder, venues);
    app.use((request, response, next) =>
      request.path.startsWith("/api/") ? next() : files(request, response, next),
    );
  }
  app.use((_request, response) => sendProblem(response, "not-found"));
  app.use(problemHandler(count, report));
  return app;
}
