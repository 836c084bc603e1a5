/**
 * Schemas: every body of HTTP by the name that the document gives it. Pure.
 */
import {
  adminSchemas,
  carrierSchemas,
  enrolmentSchemas,
  gatewayAdminSchemas,
  type NamedSchemas,
  nudgeSchemas,
  problemSchemas,
  proximitySchemas,
  pushSchemas,
  sessionSchemas,
  staffSchemas,
  venueSchemas,
} from "@sighej/protocol";

const { MatcherMessage: _out, PhoneMessage: _in, ...nudgeBodies } = nudgeSchemas;

const { CertificateRequest: _asked, GatewayCertificate: _given, ...enrolled } = enrolmentSchemas;

export const httpSchemas: NamedSchemas = {
  ...venueSchemas,
  ...sessionSchemas,
  ...carrierSchemas,
  ...nudgeBodies,
  ...pushSchemas,
  ...problemSchemas,
  ...adminSchemas,
  ...enrolled,
  ...gatewayAdminSchemas,
  ...proximitySchemas,
  ...staffSchemas,
};
