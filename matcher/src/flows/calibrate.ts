/**
 * Calibrate: staff walk a carrier through a venue, and a radio map is made of what gateways heard.
 * Who asks has been let in already; what is measured is that carrier's and nobody else's.
 */
import {
  base64urlOf,
  type Calibrated,
  type CalibrationProgress,
  type CalibrationStarted,
  decodeBeaconKey,
  decodeCalibrationMark,
  decodeCalibrationStart,
  metres,
  type NearOffers,
  parseVenueId,
  SESSION_ID_BYTES,
  sessionIdOf,
} from "@sighej/protocol";
import { type Calibration, isEnoughToFinish, progressOf } from "../domain/calibration.ts";
import { cornersOf } from "../domain/ground.ts";
import { calibratedBounds } from "../domain/proximity/calibrate.ts";
import { areasOf, inWords } from "../domain/proximity/quality.ts";
import { stockItem } from "../domain/stock.ts";
import { placedOf } from "../domain/venue.ts";
import { MatcherError } from "../errors.ts";
import type { MapMaker } from "../map-ports.ts";
import type { Clock, Random, Report } from "../ports.ts";
import type { Maps } from "./maps.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface CalibratePorts {
  readonly venues: Venues;
  readonly maps: Pick<Maps, "adopt" | "inUse">;
  readonly mapMaker: Pick<MapMaker, "make">;
  readonly random: Random;
  readonly clock: Clock;
  readonly report: Report;
}

/** Venues are named as the request names them. */
export interface CalibrateFlows {
  near(venue: string): Outcome<NearOffers>;
  start(venue: string, body: unknown): Outcome<CalibrationStarted>;
  /** Nothing while no calibration is running. */
  progress(venue: string): Outcome<CalibrationProgress | undefined>;
  mark(venue: string, body: unknown): Outcome<CalibrationProgress>;
  finish(venue: string): Promise<Outcome<Calibrated>>;
  giveUp(venue: string): Outcome<undefined>;
}

const KEY_BYTES = 32;

export const calibrateFlows = (ports: CalibratePorts): CalibrateFlows => ({
  near: (text) => {
    const venue = venueIn(ports, text);
    return venue === undefined ? denied({ kind: "unknown-venue" }) : done(offersOf(ports, venue));
  },
  start: (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeCalibrationStart(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { floor, setup } = venue;
    const { badge } = asked.value;
    if (placedOf(setup.gateways) === undefined) return denied({ kind: "no-coordinates" });
    if (floor.calibration !== undefined) return denied({ kind: "calibration-running" });
    if (badge !== undefined) {
      if (stockItem(floor.plan.stock, badge) === undefined)
        return denied({ kind: "unknown-carrier" });
      for (const { session } of floor.members.values())
        if (session.carriers.some((each) => "id" in each && each.id === badge))
          return denied({ kind: "carrier-taken" });
    }
    const key = decodeBeaconKey(ports.random(KEY_BYTES));
    if (!key.ok) throw new RangeError("a beacon key has as many bytes as were asked for");
    const carrier = sessionIdOf(ports.random(SESSION_ID_BYTES));
    ports.venues.tell(setup.id, { kind: "calibrate", with: { carrier, key: key.value, badge } });
    const running = venue.floor.calibration;
    if (running === undefined) throw new RangeError("it has just begun");
    return done({ ...shown(ports, venue, running), beaconKey: base64urlOf(key.value) });
  },
  progress: (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const { calibration } = venue.floor;
    return done(calibration && shown(ports, venue, calibration));
  },
  mark: (text, body) => {
    const asked = decodeCalibrationMark(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const at = runningIn(ports, text);
    if (!at.ok) return at;
    const { x, y, how } = asked.value;
    const { venue, calibration } = at.value;
    ports.venues.tell(venue.setup.id, { kind: "mark", at: { x: metres(x), y: metres(y) }, how });
    return done(shown(ports, venue, calibration));
  },
  finish: async (text) => {
    const at = runningIn(ports, text);
    if (!at.ok) return at;
    const { venue, calibration } = at.value;
    if (!isEnoughToFinish(calibration)) return denied({ kind: "too-few-spots" });
    const { id } = venue.setup;
    const gateways = placedOf(venue.setup.gateways);
    if (gateways === undefined) return denied({ kind: "no-coordinates" });
    const { samples } = calibration;
    try {
      const drawn = cornersOf(venue.setup.zones);
      const { map } = await ports.mapMaker.make({ kind: "calibrate", gateways, drawn, samples });
      // It took seconds: given up, or finished by a second press, it is not to be used any more, and one
      // that somebody has begun since is not to be ended.
      if (ports.venues.all.get(id)?.floor.calibration !== calibration)
        return denied({ kind: "no-calibration" });
      const version = await ports.maps.adopt(id, map);
      ports.venues.tell(id, { kind: "calibrate", with: undefined });
      const areas = [...(map.areas ?? [])];
      return done({ version, areas, says: inWords(areas) });
    } catch (cause) {
      if (!(cause instanceof MatcherError) || cause.code !== "map-failed") throw cause;
      ports.report("a calibration could not be made into a map", cause);
      return denied({ kind: "map-failed" });
    }
  },
  giveUp: (text) => {
    const at = runningIn(ports, text);
    if (!at.ok) return at;
    ports.venues.tell(at.value.venue.setup.id, { kind: "calibrate", with: undefined });
    return done(undefined);
  },
});

function venueIn({ venues }: CalibratePorts, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}

function runningIn(
  ports: CalibratePorts,
  text: string,
): Outcome<{ readonly venue: Venue; readonly calibration: Calibration }> {
  const venue = venueIn(ports, text);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const { calibration } = venue.floor;
  return calibration === undefined
    ? denied({ kind: "no-calibration" })
    : done({ venue, calibration });
}

function shown(
  { clock }: CalibratePorts,
  { setup, floor }: Venue,
  calibration: Calibration,
): CalibrationProgress {
  const { startedAt, samples } = calibration;
  const gateways = placedOf(setup.gateways) ?? [];
  const bounds = calibratedBounds(gateways, samples, cornersOf(setup.zones));
  const { stood, ...progress } = progressOf(calibration, clock(), floor.plan.policy.levels);
  return {
    startedAt,
    ...progress,
    stood: stood.map(({ x, y }) => ({ x, y })),
    areas: [...areasOf(samples, bounds)],
  };
}

function offersOf({ maps }: CalibratePorts, { setup, floor, nearOffers }: Venue): NearOffers {
  const saved = maps.inUse(setup.id);
  const areas = saved?.map.areas;
  return {
    map: {
      kind: floor.ground.map?.kind ?? "none",
      ...(saved === undefined ? {} : { version: saved.version, madeAt: saved.madeAt }),
      ...(areas === undefined ? {} : { areas: [...areas] }),
    },
    zones: nearOffers.map(({ oneMore, areaPerGateway, ...offer }) => ({
      ...offer,
      ...(areaPerGateway === undefined ? {} : { areaPerGateway }),
      ...(oneMore === undefined ? {} : { oneMore: { x: oneMore.x, y: oneMore.y } }),
    })),
  };
}
