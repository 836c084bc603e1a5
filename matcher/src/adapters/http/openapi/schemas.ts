/**
 * Schemas: every body of HTTP by the name that the document gives it. Pure.
 */
import {
  adminSchemas,
  bulletinSchemas,
  carrierSchemas,
  enrolmentSchemas,
  floorPlanSchemas,
  gatewayAdminSchemas,
  gatewayWatchSchemas,
  type NamedSchemas,
  nudgeSchemas,
  oidcSchemas,
  passkeySchemas,
  printSchemas,
  problemSchemas,
  proximitySchemas,
  pushSchemas,
  screenSchemas,
  sessionSchemas,
  staffSchemas,
  stockAdminSchemas,
  taxonomySchemas,
  venueAdminSchemas,
  venueSchemas,
} from "@sighej/protocol";

const { MatcherMessage: _out, PhoneMessage: _in, ...nudgeBodies } = nudgeSchemas;

export const httpSchemas: NamedSchemas = {
  ...venueSchemas,
  ...venueAdminSchemas,
  ...sessionSchemas,
  ...carrierSchemas,
  ...nudgeBodies,
  ...pushSchemas,
  ...problemSchemas,
  ...adminSchemas,
  ...bulletinSchemas,
  ...enrolmentSchemas,
  ...gatewayAdminSchemas,
  ...gatewayWatchSchemas,
  ...proximitySchemas,
  ...screenSchemas,
  ...floorPlanSchemas,
  ...oidcSchemas,
  ...passkeySchemas,
  ...printSchemas,
  ...staffSchemas,
  ...stockAdminSchemas,
  ...taxonomySchemas,
};
