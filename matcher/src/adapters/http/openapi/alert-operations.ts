/**
 * Alert operations: how a browser of staff comes to hear of reports at once, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const alerts = "/api/v1/admin/me/alerts";

export const alertOperations: readonly Operation[] = [
  {
    method: "get",
    path: alerts,
    id: "showAlerts",
    summary: "Whether this browser hears of reports, and the key that it subscribes with.",
    of: "staff",
    answer: { status: 200, says: "Without a key where nothing is pushed.", schema: "Alerts" },
  },
  {
    method: "put",
    path: alerts,
    id: "subscribeAlerts",
    summary: "Reports at one's venues are pushed to this browser, until it signs out.",
    of: "staff",
    body: "PushSubscription",
    answer: nothing,
    problems: ["too-many-alerts"],
  },
  {
    method: "delete",
    path: alerts,
    id: "unsubscribeAlerts",
    summary: "Takes that back.",
    of: "staff",
    answer: nothing,
  },
];
