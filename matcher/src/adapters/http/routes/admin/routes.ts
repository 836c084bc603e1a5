/**
 * Admin routes: everything under `/api/v1/admin`, in the order in which a request meets it.
 */
import { Router } from "express";
import type { AdminFlows } from "../../../../flows/admin.ts";
import type { AlertFlows } from "../../../../flows/alert.ts";
import type { BulletinFlows } from "../../../../flows/bulletins.ts";
import type { CalibrateFlows } from "../../../../flows/calibrate.ts";
import type { FloorPlanFlows } from "../../../../flows/floor-plan.ts";
import type { GatewayAdminFlows } from "../../../../flows/gateways.ts";
import type { OrderFlows } from "../../../../flows/order-gateways.ts";
import type { PrintFlows } from "../../../../flows/print.ts";
import type { ReportFlows } from "../../../../flows/report.ts";
import type { ScheduleFlows } from "../../../../flows/schedules.ts";
import type { ScreenFlows } from "../../../../flows/screens.ts";
import type { StaffFlows } from "../../../../flows/staff/flows.ts";
import type { StockFlows } from "../../../../flows/stock.ts";
import type { TaxonomyFlows } from "../../../../flows/taxonomy.ts";
import type { VenueAdminFlows } from "../../../../flows/venue-admin.ts";
import type { Count } from "../../../../ports.ts";
import { clearSession } from "../../cookie.ts";
import { neverStored } from "../../headers.ts";
import { staffOperations } from "../../openapi/staff-operations.ts";
import { sendProblem } from "../../problem.ts";
import { staffOnly } from "../../staff.ts";
import { accountHandlers } from "./account.ts";
import { alertHandlers } from "./alerts.ts";
import { bulletinHandlers } from "./bulletin.ts";
import { calibrateHandlers } from "./calibrate.ts";
import { entrance } from "./entrance.ts";
import { gatewayHandlers } from "./gateway.ts";
import { lendingHandlers } from "./lending.ts";
import { planHandlers } from "./plan.ts";
import { printHandlers } from "./print.ts";
import { type Handlers, register, routeOf } from "./register.ts";
import { reportHandlers } from "./report.ts";
import { scheduleHandlers } from "./schedule.ts";
import { screenHandlers } from "./screens.ts";
import { taxonomyHandlers } from "./taxonomy.ts";
import { venueHandlers } from "./venue.ts";
import { venueAdminHandlers } from "./venue-admin.ts";

/** What the routes of staff call. */
export interface AdminParts {
  readonly staff: StaffFlows;
  readonly admin: AdminFlows;
  readonly gateways: GatewayAdminFlows;
  readonly orders: OrderFlows;
  readonly bulletins: BulletinFlows;
  readonly schedules: ScheduleFlows;
  readonly calibrate: CalibrateFlows;
  readonly screens: ScreenFlows;
  readonly stock: StockFlows;
  readonly taxonomy: TaxonomyFlows;
  readonly floorPlan: FloorPlanFlows;
  readonly alerts: AlertFlows;
  readonly print: PrintFlows;
  readonly reports: ReportFlows;
  readonly venueAdmin: VenueAdminFlows;
}

export function adminRoutes(parts: AdminParts, count: Count): Router {
  const { staff } = parts;
  const router = Router({ caseSensitive: true, strict: true });
  router.use(neverStored);
  entrance(router, staff, count);
  router.use(staffOnly(staff.identify, count));
  const handlers: Handlers = {
    ...accountHandlers(staff),
    ...venueHandlers(parts.admin),
    ...venueAdminHandlers(parts.venueAdmin),
    ...gatewayHandlers(parts.gateways, parts.orders),
    ...bulletinHandlers(parts.bulletins),
    ...scheduleHandlers(parts.schedules),
    ...calibrateHandlers(parts.calibrate),
    ...screenHandlers(parts.screens),
    ...lendingHandlers(parts.stock),
    ...taxonomyHandlers(parts.taxonomy),
    ...planHandlers(parts.floorPlan),
    ...alertHandlers(parts.alerts),
    ...printHandlers(parts.print),
    ...reportHandlers(parts.reports),
  };
  register(router, handlers, {
    count,
    noteChange: staff.noteChange,
    answered: (id, request, response) => {
      if (id === "signOut") clearSession(request, response);
    },
  });
  for (const path of new Set(staffOperations.map(routeOf)))
    router.all(path, (_request, response) => sendProblem(response, "method-not-allowed"));
  router.use((_request, response) => sendProblem(response, "not-found"));
  return router;
}
