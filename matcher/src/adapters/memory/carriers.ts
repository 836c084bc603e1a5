/**
 * Memory carriers: binds carriers to sessions on a shelf, and lets go of them.
 */
import type { CarrierKind, UnixMs } from "@sighej/protocol";
import { type BoundCarrier, isLive, withCarrier } from "../../domain/carrier.ts";
import type { Bound, Clock } from "../../ports.ts";
import { type Entry, live, type Shelf } from "./shelf.ts";

/** See `SessionStore.bind`; the entry's session stays the same object when nothing changes. */
export function bind(
  shelf: Shelf,
  entry: Entry,
  carrier: BoundCarrier,
  now: UnixMs,
  clock: Clock,
): Bound {
  const { session } = entry;
  const carriers = withCarrier(session.carriers, carrier, now);
  if (carriers === "has-one" || carriers === session.carriers)
    return carriers === "has-one" ? carriers : session;
  if ("id" in carrier) {
    const holder = shelf.carriers.get(carrier.id);
    if (holder !== undefined && live(shelf, holder, clock) !== undefined) return "taken";
    shelf.carriers.set(carrier.id, session.id);
  }
  entry.session = { ...session, carriers, revision: session.revision + 1 };
  return entry.session;
}

/** See `SessionStore.unbind`. */
export function unbind(shelf: Shelf, entry: Entry, kind: CarrierKind, now: UnixMs): void {
  const { session } = entry;
  const held = session.carriers.find((each) => each.kind === kind);
  if (held === undefined) return;
  if ("id" in held) shelf.carriers.delete(held.id);
  const carriers = session.carriers.filter((each) => each !== held && isLive(each, now));
  entry.session = { ...session, carriers, revision: session.revision + 1 };
}
