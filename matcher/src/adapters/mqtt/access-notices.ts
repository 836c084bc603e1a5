/**
 * Access notices: `GatewayAccess` of our own broker, which keeps nothing: it is told everything at
 * every connection, and again whatever changes (`protocol/src/access-notice.ts`).
 */
import { createHash } from "node:crypto";
import {
  ACCESS_TOPIC,
  type AccessNotice,
  encodeAccessNotice,
  type GatewayId,
  type VenueId,
} from "@sighej/protocol";
import type { GatewayAccess } from "../../gateway-ports.ts";
import type { Report } from "../../ports.ts";
import { type ControlConfig, openControl } from "./control.ts";

type SecretHashes = ReadonlyMap<GatewayId, string>;

export function accessNotices(config: ControlConfig, report: Report): GatewayAccess {
  const admitted = new Map<VenueId, SecretHashes>();
  /** Before the store has been read there is nothing to tell: it would shut everyone out. */
  let known = false;
  const tell = (notice: AccessNotice) => control.publish(ACCESS_TOPIC, encodeAccessNotice(notice));
  const tellVenue = (venue: VenueId) => {
    const hashes = [...(admitted.get(venue) ?? [])];
    const gateways = hashes.map(([gateway, secretHash]) => ({ gateway, secretHash }));
    return tell({ v: 1, kind: "venue", venue, gateways });
  };
  const tellAll = async () => {
    for (const venue of admitted.keys()) await tellVenue(venue);
    await tell({ v: 1, kind: "all", venues: [...admitted.keys()] });
  };
  const control = openControl(config, report, () => (known ? tellAll() : Promise.resolve()));
  return {
    admit: async ({ venue, gateway }, password) => {
      const secretHash = createHash("sha256").update(password).digest("hex");
      admitted.set(venue, new Map([...(admitted.get(venue) ?? []), [gateway, secretHash]]));
      await tellVenue(venue);
    },
    expel: async ({ venue, gateway }) => {
      const others = [...(admitted.get(venue) ?? [])].filter(([each]) => each !== gateway);
      admitted.set(venue, new Map(others));
      await tellVenue(venue);
    },
    agree: async (venues, enrolled) => {
      const before = new Map(admitted);
      admitted.clear();
      for (const venue of venues) {
        const own = enrolled.filter((each) => each.venue === venue);
        admitted.set(venue, new Map(own.map((each) => [each.gateway, each.secretHash])));
      }
      if (known && sameVenues(before, admitted)) return;
      known = true;
      // A broker that is away is told when it returns.
      if (control.connected()) await tellAll();
    },
    stop: control.stop,
  };
}

const sameVenues = (
  a: ReadonlyMap<VenueId, SecretHashes>,
  b: ReadonlyMap<VenueId, SecretHashes>,
): boolean =>
  a.size === b.size &&
  [...a].every(([venue, hashes]) => {
    const others = b.get(venue);
    return (
      others?.size === hashes.size && [...hashes].every(([id, hash]) => others.get(id) === hash)
    );
  });
