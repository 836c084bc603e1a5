/**
 * Stock: the beacons that a venue lends, as its set-up lists them, and the tokens that they make. Pure.
 *
 * Every beacon counts periods of 512 s on a clock (`beacon-clock.ts`) and has one token in each.
 */
import {
  type BeaconKey,
  EPOCH_LENGTH,
  eidOf,
  epochNumbered,
  type IdentityKey,
  namespaceOf,
  type PoolKey,
  type StockId,
  type StockNamespaces,
  type StockTagId,
  stockTagToken,
  type Token,
  tokenOf,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import type { BoundCarrier } from "./carrier.ts";

interface Printed {
  readonly id: StockId;
  /** Proves that one holds it, 16 bytes: in its QR, never on the air. */
  readonly bindCode: Uint8Array;
}

/** A badge with a key of its own, which counts epochs of Unix time on its own crystal. */
interface StockBadge extends Printed {
  readonly kind: "badge";
  readonly key: BeaconKey;
  /** When its clock was set; when that is not known, it may be as far off as is searched. */
  readonly clockSetAt?: UnixMs | undefined;
}

/** A stock Eddystone-EID tag with K = 9, whose clock showed `clock` seconds at `clockSetAt`. */
interface StockEid extends Printed {
  readonly kind: "eddystone-eid";
  readonly identityKey: IdentityKey;
  readonly clock: number;
  readonly clockSetAt: UnixMs;
}

/** A stock iBeacon or Eddystone-UID tag: gateways turn its id into a token by their own clock. */
interface StockFixed extends Printed {
  readonly kind: "static";
  readonly tag: StockTagId;
}

export type StockItem = StockBadge | StockEid | StockFixed;

/** A venue's stock, prepared for looking up. */
export interface Stock {
  readonly venue: VenueId;
  readonly items: ReadonlyMap<StockId, StockItem>;
  /** By which gateways hide the ids of static tags; there whenever one is in the stock. */
  readonly poolKey: PoolKey | undefined;
  /** Those that bind and let in no more. Staff may change it. */
  readonly lost: Set<StockId>;
}

/** The namespaces of the static tags among `items`, each once, as people write them. */
export function namespacesOf(items: Iterable<StockItem>): Omit<StockNamespaces, "poolKey"> {
  const found = { ibeacon: new Set<string>(), "eddystone-uid": new Set<string>() };
  for (const item of items) {
    if (item.kind !== "static") continue;
    const { form, text } = namespaceOf(item.tag);
    found[form].add(text);
  }
  return { ibeacon: [...found.ibeacon], eddystoneUid: [...found["eddystone-uid"]] };
}

/** The item with this printed id; whoever asks still has to prove that they hold it. */
export const stockItem = ({ items }: Stock, id: StockId): StockItem | undefined => items.get(id);

/** As what a session carries it. */
export const carrierKindOf = ({
  kind,
}: StockItem): BoundCarrier["kind"] & ("badge" | "stock-tag") =>
  kind === "badge" ? "badge" : "stock-tag";

/** What a beacon has on the air in a period of its own clock, a whole number from 0. */
export function stockTokenOf(
  { venue, poolKey }: Stock,
  item: StockItem,
  period: number,
): Token | undefined {
  switch (item.kind) {
    case "badge":
      return tokenOf(item.key, venue, epochNumbered(period));
    case "eddystone-eid":
      return eidOf(item.identityKey, (period * EPOCH_LENGTH) / 1_000);
    case "static":
      return poolKey && stockTagToken(poolKey, venue, epochNumbered(period), item.tag);
  }
}
