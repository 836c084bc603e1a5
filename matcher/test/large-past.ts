/**
 * Large past: what a venue of 200 gateways and 50 zones is, and thirty days of its released counts, an
 * hour after the other, put into a database by the matcher's own stores.
 */

import {
  type GatewayId,
  hours,
  interestsById,
  metres,
  type UnixMs,
  unixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import { budget } from "../src/domain/aggregate/budget.ts";
import { interestGridOf, zoneGridOf } from "../src/domain/aggregate/cells.ts";
import type { VenueSetup } from "../src/domain/venue.ts";
import { postgresAggregates } from "./aggregates.ts";

const GATEWAYS = 200;
const ZONES = 50;
const DAYS = 30;
/** A hall of 100 × 50 m: a zone is a field of ten metres, with a gateway in each quarter of it. */
const [ACROSS, FIELD] = [10, 10];
const quarters = [
  [2.5, 2.5],
  [7.5, 2.5],
  [2.5, 7.5],
  [7.5, 7.5],
] as const;
const corners = [
  [0, 0],
  [FIELD, 0],
  [FIELD, FIELD],
  [0, FIELD],
] as const;

const numbered = (kind: string, at: number) => `${kind}-${String(at + 1).padStart(3, "0")}`;
const zoneIds = Array.from({ length: ZONES }, (_, at) => numbered("zone", at) as ZoneId);
export const gatewayIds = Array.from(
  { length: GATEWAYS },
  (_, at) => numbered("gw", at) as GatewayId,
);
const interests = [...interestsById.keys()];

/** From the south-west corner of a zone's field. */
const inField = (zone: number, [x, y]: readonly [number, number]) => ({
  x: metres((zone % ACROSS) * FIELD + x),
  y: metres(Math.floor(zone / ACROSS) * FIELD + y),
});

export const largeSetup = (id: VenueId): VenueSetup => ({
  ...{ id, name: "Bella Halls", interests, policy: "default", carriers: [] },
  zones: zoneIds.map((zone, at) => ({
    ...{ id: zone, tier: "zone", name: `Area ${at + 1}` },
    outline: corners.map((corner) => inField(at, corner)),
  })),
  gateways: gatewayIds.map((gateway, at) => ({
    ...{ id: gateway, zone: zoneIds[at % ZONES] as ZoneId },
    ...inField(at % ZONES, quarters[Math.floor(at / ZONES)] ?? quarters[0]),
  })),
});

/** Until the hour that `now` is in; every number is one that is shown. */
export async function seedPast(url: string, venue: VenueId, now: UnixMs): Promise<void> {
  const store = await postgresAggregates(url);
  const until = Math.floor(now / hours(1)) * hours(1);
  const zones = zoneGridOf(venue, zoneIds);
  const perDay = interestGridOf(venue, interests);
  for (const [at, gateway] of gatewayIds.entries())
    await store.gateways.add({ venue, gateway, name: `Pillar ${at + 1}` });
  for (let hour = DAYS * 24; hour > 0; hour -= 1) {
    const from = unixMs(until - hour * hours(1));
    await store.release({
      ...{ venue, axis: "zone", from, until: unixMs(from + hours(1)) },
      cells: zones.cells.map((cell, at) => ({
        ...{ cell, value: 12 + ((at * 31 + hour * 17) % 90), ...budget[cell.metric] },
      })),
    });
    if (hour % 24 !== 0) continue;
    await store.release({
      ...{ venue, axis: "interest", from, until: unixMs(from + hours(24)) },
      cells: perDay.cells.map((cell, at) => ({
        ...{ cell, value: 12 + ((at * 13 + hour) % 90), ...budget.interests },
      })),
    });
  }
  await store.stop();
}
