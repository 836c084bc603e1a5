/**
 * Set-up JSON: turns a venue's set-up into what the set-up file holds, from which `venue-setup.ts`
 * makes the same set-up again. Pure. What it makes has the venue's secrets in it.
 */
import { base64urlOf, EDDYSTONE_UID, hexOf, IBEACON, type StockTagId } from "@sighej/protocol";
import type { StockItem } from "./domain/stock.ts";
import type { VenueSetup } from "./domain/venue.ts";

export const setupJson = ({ stock, poolKey, ...setup }: VenueSetup): object => ({
  ...setup,
  ...(stock === undefined ? {} : { stock: stock.map(stockJson) }),
  ...(poolKey === undefined ? {} : { poolKey: base64urlOf(poolKey) }),
});

function stockJson({ bindCode, ...item }: StockItem): object {
  const code = { bindCode: base64urlOf(bindCode) };
  switch (item.kind) {
    case "badge": {
      const { clockSetAt, ...rest } = item;
      const set = clockSetAt === undefined ? {} : { clockSetAt: clockSetAt / 1_000 };
      return { ...rest, ...code, key: base64urlOf(item.key), ...set };
    }
    case "eddystone-eid": {
      const identityKey = base64urlOf(item.identityKey);
      return { ...item, ...code, identityKey, clockSetAt: item.clockSetAt / 1_000 };
    }
    case "static": {
      const { tag, ...rest } = item;
      return { ...rest, ...code, beacon: beaconJson(tag) };
    }
  }
}

/** `decodeFixedId` backwards: a form byte, then 20 bytes of an iBeacon or 16 of an Eddystone-UID. */
function beaconJson(tag: StockTagId): object {
  const hex = hexOf(tag.subarray(1));
  if (tag[0] === EDDYSTONE_UID)
    return { form: "eddystone-uid", namespace: hex.slice(0, 20), instance: hex.slice(20) };
  if (tag[0] !== IBEACON) throw new RangeError("a tag is an iBeacon or an Eddystone-UID");
  const uuid = [0, 8, 12, 16, 20]
    .map((from, at, cuts) => hex.slice(from, cuts[at + 1] ?? 32))
    .join("-");
  const number = (from: number) => Number.parseInt(hex.slice(from, from + 4), 16);
  return { form: "ibeacon", uuid, major: number(32), minor: number(36) };
}
