/** Gateway settings: what a venue's gateways are set to, as far as its set-up says. Pure. */
import type { PushedConfig, VenueId } from "@sighej/protocol";
import { namespacesOf } from "../domain/stock.ts";
import type { Venues } from "./venues.ts";

/**
 * For venues that lend static tags: gateways have to know whose ids to read, and the key that hides
 * them. `version` has to grow with each start: Unix seconds do.
 */
export function settingsOf({ all }: Venues, version: number): ReadonlyMap<VenueId, PushedConfig> {
  const settings = new Map<VenueId, PushedConfig>();
  for (const [id, { floor }] of all) {
    const { items, poolKey } = floor.plan.stock;
    if (poolKey === undefined) continue;
    settings.set(id, { v: 1, version, stock: { poolKey, ...namespacesOf(items.values()) } });
  }
  return settings;
}
