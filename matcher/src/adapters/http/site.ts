/**
 * Site: Express with every route, in the order in which a request meets them.
 */
import type { VenueId } from "@sighej/protocol";
import express, { type Express, type RequestHandler } from "express";
import type { AttendeeFlows } from "../../flows/attendee.ts";
import type { EnrolFlows } from "../../flows/enrol.ts";
import type { Gate } from "../../flows/gate.ts";
import type { Clock, Count, Report } from "../../ports.ts";
import type { Readiness } from "../../readiness.ts";
import { secureHeaders } from "./headers.ts";
import { addressLimit } from "./limits.ts";
import { problemHandler, sendProblem } from "./problem.ts";
import { type AdminParts, adminRoutes } from "./routes/admin/routes.ts";
import { appRoutes } from "./routes/app.ts";
import { attendeeRoutes } from "./routes/attendee.ts";
import { dashboardRoutes, wallRoutes } from "./routes/dashboard.ts";
import { documentRoutes } from "./routes/documents.ts";
import { enrolRoutes } from "./routes/enrol.ts";
import { healthRoutes } from "./routes/health.ts";
import { screenRoutes } from "./routes/screen.ts";
import type { Turnstile } from "./turnstile.ts";

/** A handler of somebody else's, under a path of its own. */
interface Mount {
  readonly path: string;
  readonly handler: RequestHandler;
}

export interface SiteConfig {
  /** Those that attendees may be at, as it is now. */
  readonly venues: () => readonly VenueId[];
  readonly appFolder?: string | undefined;
  readonly adminFolder?: string | undefined;
  readonly mounts: readonly Mount[];
  /** Reverse proxies in front, whose word on a request's address is taken. */
  readonly proxies: number;
}

/** What the routes call. */
export interface SiteParts extends AdminParts {
  readonly attendee: AttendeeFlows;
  readonly enrol: EnrolFlows;
  readonly readiness: Pick<Readiness, "missing">;
  readonly turnstile: Turnstile;
  /** Requests of every kind, by address. */
  readonly requestGate: Gate;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export function siteOf(
  { venues, appFolder, adminFolder, mounts, proxies }: SiteConfig,
  { clock, count, report, ...parts }: SiteParts,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", proxies);
  app.use(secureHeaders);
  app.use(healthRoutes(parts.readiness));
  app.use(parts.turnstile.handler);
  for (const { path, handler } of mounts) app.use(path, handler);
  app.use("/api/v1", addressLimit(parts.requestGate, clock, count), documentRoutes());
  app.use("/api/v1/admin", adminRoutes(parts, count));
  app.use("/api/v1", enrolRoutes(parts.enrol, count));
  app.use("/api/v1", screenRoutes(parts.screens, count));
  app.use("/api/v1", attendeeRoutes(parts.attendee, count));
  if (adminFolder !== undefined) {
    app.use("/admin", dashboardRoutes(adminFolder));
    app.use(wallRoutes(adminFolder));
  }
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
