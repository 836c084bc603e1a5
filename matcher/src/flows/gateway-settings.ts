/**
 * Gateway settings: whom a venue hears, and what each gateway is set to, as the set-up and staff say.
 * Pure.
 */
import {
  decodeGatewayStatus,
  type GatewayId,
  type GatewayOnline,
  type PushedConfig,
  type VenueId,
} from "@sighej/protocol";
import { namespacesOf } from "../domain/stock.ts";
import type { KeptSettings } from "../watch-ports.ts";
import type { Venues } from "./venues.ts";

/** The gateways that are heard: those of a venue that is not over. */
export const gatewaysOf = ({ all }: Venues): ReadonlyMap<VenueId, ReadonlySet<GatewayId>> =>
  new Map(
    [...all]
      .filter(([, { state }]) => state !== "archived")
      .map(([id, { floor }]) => [id, new Set(floor.plan.indexOf.keys())]),
  );

export type SettingsByGateway = ReadonlyMap<GatewayId, PushedConfig>;

/**
 * Gateways of venues that lend static tags have to know whose ids to read, and the key that hides them;
 * others are set by staff, placed or not. `version` has to grow with each start and each change: Unix
 * seconds do. What is as in `before` keeps its version.
 */
export function settingsOf(
  { all }: Venues,
  version: number,
  kept: readonly KeptSettings[] = [],
  before: ReadonlyMap<VenueId, SettingsByGateway> = new Map(),
): ReadonlyMap<VenueId, SettingsByGateway> {
  const settings = new Map<VenueId, SettingsByGateway>();
  for (const [id, { floor }] of all) {
    const { items, poolKey } = floor.plan.stock;
    const stock = poolKey && { poolKey, ...namespacesOf(items.values()) };
    const set = new Map(
      kept.filter(({ venue }) => venue === id).map((each) => [each.gateway, each]),
    );
    const reached = [...(stock === undefined ? [] : floor.plan.indexOf.keys()), ...set.keys()];
    const own = new Map(
      [...new Set(reached)].map((gateway) => {
        const { windowMs, logLevel } = set.get(gateway) ?? {};
        const wanted = {
          ...(stock === undefined ? {} : { stock }),
          ...(windowMs === undefined || windowMs === null ? {} : { windowMs }),
          ...(logLevel === undefined || logLevel === null ? {} : { logLevel }),
        };
        return [gateway, versioned(wanted, version, before.get(id)?.get(gateway))] as const;
      }),
    );
    if (own.size > 0) settings.set(id, own);
  }
  return settings;
}

function versioned(
  wanted: Omit<PushedConfig, "v" | "version">,
  version: number,
  known: PushedConfig | undefined,
): PushedConfig {
  // Two changes within a second have two versions.
  const next = { v: 1, version: Math.max(version, (known?.version ?? 0) + 1), ...wanted } as const;
  if (known === undefined) return next;
  const isSame = JSON.stringify({ ...next, version: known.version }) === JSON.stringify(known);
  return isSame ? known : next;
}

/** Whether a status says that its gateway has an older version than this, or none. */
export function isBehind({ version }: PushedConfig, status: Uint8Array): boolean {
  const read = decodeGatewayStatus(status);
  if (!read.ok || read.value.state !== "online") return false;
  return ((read.value as GatewayOnline).config?.version ?? 0) < version;
}
