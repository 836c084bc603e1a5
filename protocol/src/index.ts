/** The only entrance: every format on a wire, ids and units. */
export * from "./access.ts";
export * from "./access-notice.ts";
export * from "./ad.ts";
export * from "./admin.ts";
export * from "./advert.ts";
export * from "./badge.ts";
export * from "./battery.ts";
export * from "./bulletins.ts";
export * from "./bytes.ts";
export {
  type CarrierBinding,
  type CarrierKind,
  carrierKinds,
  carrierSchemas,
  decodeCarrierBinding,
  encodeCarrierBinding,
  type HeldCarrier,
  parseStockCode,
  type StockCode,
  type StockKind,
  stockCodeText,
} from "./carrier.ts";
export type { NamedSchemas } from "./check.ts";
export * from "./check-in.ts";
export * from "./check-in-frame.ts";
export * from "./claim-code.ts";
export { crockfordOf, inGroups } from "./crockford.ts";
export * from "./cue.ts";
export * from "./decoded.ts";
export * from "./eid.ts";
export * from "./enrol-link.ts";
export * from "./enrolment.ts";
export * from "./epoch.ts";
export * from "./floor-plan.ts";
export * from "./gateway-admin.ts";
export * from "./gateway-command.ts";
export * from "./gateway-config.ts";
export * from "./gateway-status.ts";
export * from "./gateway-watch.ts";
export * from "./ids.ts";
export * from "./interests.ts";
export * from "./nudge.ts";
export * from "./oidc.ts";
export * from "./outline.ts";
export {
  decodePasskeyAsked,
  decodePasskeyChallenge,
  decodePasskeyEdit,
  decodePasskeyShown,
  decodePasskeyStart,
  decodeStaffPasskey,
  decodeStaffPasskeys,
  isPasskeyId,
  PASSKEYS_MAX,
  type PasskeyChallenge,
  type PasskeyMade,
  type PasskeyShown,
  passkeySchemas,
  type StaffPasskey,
  type StaffPasskeys,
} from "./passkey.ts";
export * from "./phrase.ts";
export * from "./print.ts";
export * from "./problem.ts";
export * from "./proximity.ts";
export * from "./push.ts";
export * from "./report.ts";
export * from "./roles.ts";
export * from "./schedule.ts";
export * from "./screen.ts";
export * from "./session.ts";
export * from "./sighting.ts";
export * from "./sighting-frame.ts";
export { encodeSightingJson, sightingSchemas } from "./sighting-json.ts";
export * from "./simulated-badge.ts";
export * from "./staff.ts";
export * from "./stock-admin.ts";
export * from "./stock-advert.ts";
export * from "./stock-tag.ts";
export * from "./token.ts";
export * from "./topics.ts";
export * from "./units.ts";
export * from "./uuid.ts";
export * from "./venue.ts";
export * from "./venue-admin.ts";
export * from "./venue-file.ts";
export * from "./venue-interests.ts";
export * from "./venue-link.ts";
export * from "./venue-settings.ts";
export * from "./zone-code.ts";
