/** Gateway settings: whom a venue hears, and what they are set to, as its set-up says. Pure. */
import type { GatewayId, PushedConfig, VenueId } from "@sighej/protocol";
import { namespacesOf } from "../domain/stock.ts";
import type { Venues } from "./venues.ts";

/** The gateways that are heard: those of a venue that is not over. */
export const gatewaysOf = ({ all }: Venues): ReadonlyMap<VenueId, ReadonlySet<GatewayId>> =>
  new Map(
    [...all]
      .filter(([, { state }]) => state !== "archived")
      .map(([id, { floor }]) => [id, new Set(floor.plan.indexOf.keys())]),
  );

/**
 * For venues that lend static tags: gateways have to know whose ids to read, and the key that hides
 * them. `version` has to grow with each start and each change: Unix seconds do. What is as in
 * `before` keeps its version.
 */
export function settingsOf(
  { all }: Venues,
  version: number,
  before: ReadonlyMap<VenueId, PushedConfig> = new Map(),
): ReadonlyMap<VenueId, PushedConfig> {
  const settings = new Map<VenueId, PushedConfig>();
  for (const [id, { floor }] of all) {
    const { items, poolKey } = floor.plan.stock;
    if (poolKey === undefined) continue;
    const stock = { poolKey, ...namespacesOf(items.values()) };
    const known = before.get(id);
    const isSame = JSON.stringify(known?.stock) === JSON.stringify(stock);
    // Two changes within a second have two versions.
    const next = Math.max(version, (known?.version ?? 0) + 1);
    settings.set(id, known !== undefined && isSame ? known : { v: 1, version: next, stock });
  }
  return settings;
}
