/**
 * Gateway parts: wires what staff do with gateways, what gateways ask for themselves, and radio maps
 * that somebody calibrates on foot.
 */
import { type CalibratePorts, calibrateFlows } from "../flows/calibrate.ts";
import { type EnrolPorts, enrolFlows } from "../flows/enrol.ts";
import { gatewayAdminFlows } from "../flows/gateways.ts";
import { type OrderPorts, orderFlows } from "../flows/order-gateways.ts";

export const gatewayParts = (ports: OrderPorts & EnrolPorts & CalibratePorts) => ({
  gateways: gatewayAdminFlows(ports),
  orders: orderFlows(ports),
  enrol: enrolFlows(ports),
  calibrate: calibrateFlows(ports),
});
