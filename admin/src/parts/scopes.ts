/**
 * Scopes: what a token may be let into, in words.
 */
import type { StaffScope } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

const words: Partial<Record<StaffScope, () => string>> = {
  "report:read": m.scope_report_read,
  "safety:read": m.scope_safety_read,
  "safety:write": m.scope_safety_write,
  "codes:read": m.scope_codes_read,
  "codes:write": m.scope_codes_write,
  "quiet:read": m.scope_quiet_read,
  "quiet:write": m.scope_quiet_write,
  "screens:read": m.scope_screens_read,
  "screens:write": m.scope_screens_write,
  "gateways:read": m.scope_gateways_read,
  "gateways:write": m.scope_gateways_write,
  "bulletins:read": m.scope_bulletins_read,
  "bulletins:write": m.scope_bulletins_write,
  "stock:read": m.scope_stock_read,
  "stock:write": m.scope_stock_write,
  "venues:read": m.scope_venues_read,
};

/** A scope that has no words yet says its own name. */
export const scopeText = (scope: StaffScope): string => words[scope]?.() ?? scope;
