/**
 * Maps: loads the radio maps of venues, learns better ones beside the hot path from levels without
 * owners, and takes back those that explain fresh levels worse than what they replaced.
 */
import { minutes, type UnixMs, type VenueId } from "@sighej/protocol";
import { cornersOf } from "../domain/ground.ts";
import { type KeptMap, mapFrom } from "../domain/proximity/kept-map.ts";
import { covers } from "../domain/proximity/layer.ts";
import { verdictOn } from "../domain/proximity/map-work.ts";
import { drain, isEnough } from "../domain/proximity/reservoir.ts";
import { placedOf } from "../domain/venue.ts";
import type { MapMaker, MapStore, SavedMap } from "../map-ports.ts";
import type { Clock, Count, Report } from "../ports.ts";
import type { Venue, Venues } from "./venues.ts";

export interface MapPorts {
  readonly venues: Venues;
  readonly maps: MapStore;
  readonly mapMaker: MapMaker;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface Maps {
  /** Puts the newest kept map of every venue to use, unless it is; another process may have made it. */
  load(): Promise<void>;
  /** Puts the kept map that fits a changed venue to use, if there is one. */
  renew(venue: VenueId): Promise<void>;
  /** Learns where enough was heard; to be called every minute. Never rejects. */
  turn(): Promise<void>;
  /** Saves a map and puts it to use; its version. */
  adopt(venue: VenueId, map: KeptMap): Promise<number>;
  /** The kept map in use; undefined while that is the plain one. */
  inUse(venue: VenueId): SavedMap | undefined;
}

/** Receivers and furniture move in days; what was heard lives no longer than this before it is used. */
const LEARN_EVERY = minutes(30);

/** A map in use with what it replaced. */
interface InUse {
  readonly saved: SavedMap | undefined;
  readonly previous: SavedMap | undefined;
}

export function mapsOf(ports: MapPorts): Maps {
  const { venues, maps, mapMaker, clock, count, report } = ports;
  const inUse = new Map<VenueId, InUse>();
  const learnedAt = new Map<VenueId, UnixMs>();

  const use = async (id: VenueId): Promise<void> => {
    const venue = venues.all.get(id);
    if (venue === undefined) return;
    const gateways = placedOf(venue.setup.gateways);
    if (gateways === undefined) return;
    const drawn = cornersOf(venue.setup.zones);
    const fitting = (await maps.find(id)).flatMap((saved) => {
      const map = mapFrom(saved.map, gateways);
      // Whoever is outside a map is placed at its edge. It costs half an hour to learn another one; what
      // was measured by hand is worth more than what was drawn since.
      const isOutgrown = map?.kind === "learned" && !covers(map.bounds, drawn);
      return map === undefined || isOutgrown ? [] : [{ saved, map }];
    });
    const [first, second] = fitting;
    const known = inUse.get(id)?.saved;
    if (first?.saved.version !== known?.version) venues.tell(id, { kind: "map", map: first?.map });
    inUse.set(id, { saved: first?.saved, previous: second?.saved });
  };

  const learn = async (id: VenueId, { setup, floor }: Venue): Promise<void> => {
    const gateways = placedOf(setup.gateways);
    if (gateways === undefined) return;
    const { saved, previous } = inUse.get(id) ?? { saved: undefined, previous: undefined };
    const { map, evidence } = await mapMaker.make({
      kind: "learn",
      gateways,
      drawn: cornersOf(setup.zones),
      windows: drain(floor.windows),
      current: saved?.map,
      previous: previous?.map,
    });
    if (evidence === undefined) return;
    const { rollBack, adopt } = verdictOn(evidence, {
      current: saved?.map.kind ?? "plain",
      previous: previous?.map.kind ?? "plain",
    });
    if (rollBack && saved !== undefined) {
      count("map-rolled-back");
      await maps.withdraw(id, saved.version);
      report(
        "a radio map explains what is heard worse than the one before it: it is used no more",
        undefined,
      );
    }
    if (adopt) {
      count("map-learned");
      await maps.save(id, map, clock());
    }
    if (rollBack || adopt) await use(id);
  };

  return {
    load: async () => {
      for (const id of venues.all.keys()) await use(id);
    },
    renew: async (id) => {
      inUse.delete(id);
      await use(id);
    },
    turn: async () => {
      const now = clock();
      for (const [id, venue] of venues.all) {
        if (now - (learnedAt.get(id) ?? 0) < LEARN_EVERY || !isEnough(venue.floor.windows))
          continue;
        learnedAt.set(id, now);
        try {
          await learn(id, venue);
        } catch (cause) {
          count("map-failed");
          report("a radio map could not be learned", cause);
        }
      }
    },
    inUse: (id) => inUse.get(id)?.saved,
    adopt: async (id, map) => {
      const version = await maps.save(id, map, clock());
      await use(id);
      return version;
    },
  };
}
