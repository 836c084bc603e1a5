/**
 * Bulletin routes: whom a venue tells, and what did not arrive.
 */
import type { BulletinFlows } from "../../../../flows/bulletins.ts";
import type { Handlers } from "./register.ts";

type OfBulletins =
  | "listTargets"
  | "addTarget"
  | "removeTarget"
  | "testTarget"
  | "listDeliveries"
  | "retryDelivery";

export const bulletinHandlers = (flows: BulletinFlows): Pick<Handlers, OfBulletins> => ({
  listTargets: ({ param }) => flows.targets(param("venue")),
  addTarget: ({ param, body }) => flows.add(param("venue"), body),
  removeTarget: ({ param }) => flows.remove(param("venue"), param("target")),
  testTarget: ({ param }) => flows.test(param("venue"), param("target")),
  listDeliveries: ({ param }) => flows.deliveries(param("venue")),
  retryDelivery: ({ param }) => flows.retry(param("venue"), param("delivery")),
});
