/**
 * Zones: how restless a zone is and how soon it follows somebody, by the matcher's own presence and
 * by the rules of others, on the same made-up air. Pure.
 *
 * A hall of four zones and twelve receivers. Everybody stands, walks into another zone and stands
 * there. Fading of a spot stands still with them (3.5 dB), another 3 dB changes from second to second,
 * a quarter of adverts is lost, boards differ by 3 dB. A flap is a change of zone while somebody
 * stands; the time to a zone counts from crossing its border.
 */
import {
  calibrate,
  findPlace,
  hear,
  levelAt,
  lotOf,
  type Marked,
  noLevels,
  noPlace,
  type Presence,
  plainMap,
  policies,
  type RadioMap,
  stepPresence,
  zoningOf,
} from "@sighej/matcher/domain";
import { dbm, metres, unixMs, type ZoneId } from "@sighej/protocol";
import type { Readings } from "../proximity/air.ts";
import { looksAt } from "../proximity/look.ts";
import type { Method } from "../proximity/methods.ts";
import { bermuda, kalman, strongest } from "../proximity/peers.ts";
import type { Scene } from "../proximity/scenes.ts";

export interface Restless {
  readonly method: string;
  /** Changes of zone in an hour of standing still. */
  readonly flapsPerHour: number;
  /** Most changes of one person within any 60 s of standing. */
  readonly mostInAMinute: number;
  /** Seconds until the new zone is named: median and 95th percentile; those who never are count as
   * the whole stay. */
  readonly medianSeconds: number;
  readonly p95Seconds: number;
  /** Share of seconds of standing in which the zone named is the right one. */
  readonly right: number;
}

const HALL = { width: 24, depth: 16 };
const COLUMNS = 4;
const ROWS = 3;
/** Seconds of standing, twice, and the walk between at 1 m/s. */
const STAND = 120;
const NOW = 1_800_000_000_000;

const gateways = Array.from({ length: COLUMNS * ROWS }, (_, at) => ({
  x: metres(((at % COLUMNS) + 0.5) * (HALL.width / COLUMNS)),
  y: metres((Math.floor(at / COLUMNS) + 0.5) * (HALL.depth / ROWS)),
}));
/** Columns of three receivers: four zones side by side. */
const zoneAt = (x: number): number =>
  Math.min(COLUMNS - 1, Math.max(0, Math.floor(x / (HALL.width / COLUMNS))));
const zones = gateways.map(({ x }) => zoneAt(x));

interface Walk {
  readonly readings: Readings;
  /** True zone by second, and whether somebody stands. */
  readonly truth: readonly { readonly zone: number; readonly stands: boolean }[];
}

/** The zone named at each second; −1 for none. */
type Named = (walk: Walk) => readonly number[];

export function benchZones(people: number, seed: number): readonly Restless[] {
  const lot = lotOf(seed);
  const boards = gateways.map(() => 3 * lot.normal());
  const levelAtSpot = (gateway: number, x: number, y: number) => {
    const { x: gx = 0, y: gy = 0 } = gateways[gateway] ?? {};
    return -50 + (boards[gateway] ?? 0) - 20 * Math.log10(Math.hypot(gx - x, gy - y, 0.8));
  };
  const walks = Array.from({ length: people }, () => walkOf(lot, levelAtSpot));
  const spots = Array.from({ length: 12 }, (_, at): Marked => {
    const x = metres((at % COLUMNS) * (HALL.width / (COLUMNS - 1)));
    const y = metres(Math.floor(at / COLUMNS) * (HALL.depth / (ROWS - 1)));
    const levels = gateways.map((_, gateway) => levelAtSpot(gateway, x, y) + 3.5 * lot.normal());
    return { x, y, levels: Float32Array.from(levels), how: "stood" };
  });
  const methods: readonly (readonly [string, Named])[] = [
    ["calibrated map", ours(calibrate(gateways, spots))],
    ["loudest gateway", ours(plainMap(gateways))],
    ...[strongest, bermuda, kalman].map((method) => [method.name, theirs(method)] as const),
  ];
  return methods.map(([method, named]) => restlessOf(method, named, walks));
}

function walkOf(
  lot: ReturnType<typeof lotOf>,
  level: (gateway: number, x: number, y: number) => number,
): Walk {
  const spot = () => ({ x: HALL.width * lot.uniform(), y: HALL.depth * lot.uniform() });
  const from = spot();
  let to = spot();
  while (zoneAt(to.x) === zoneAt(from.x)) to = spot();
  const walk = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y));
  const length = 2 * STAND + walk;
  const fading = [0, 1].map(() => gateways.map(() => 3.5 * lot.normal()));
  const strength = 3 * lot.normal();
  const [at, receiver, rssi, truth] = [[], [], [], []] as [
    number[],
    number[],
    number[],
    Walk["truth"][number][],
  ];
  for (let second = 0; second < length; second++) {
    const share = Math.min(1, Math.max(0, (second - STAND) / walk));
    const [x, y] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
    truth.push({ zone: zoneAt(x), stands: share === 0 || share === 1 });
    for (const gateway of gateways.keys()) {
      if (lot.uniform() < 0.25) continue;
      const still = fading[share === 1 ? 1 : 0]?.[gateway] ?? 0;
      const spotFading = share > 0 && share < 1 ? 3.5 * lot.normal() : still;
      at.push(second + 0.5);
      receiver.push(gateway);
      rssi.push(Math.round(level(gateway, x, y) + strength + spotFading + 3 * lot.normal()));
    }
  }
  const readings = {
    receivers: gateways.length,
    length,
    at: Float32Array.from(at),
    receiver: Uint8Array.from(receiver),
    rssi: Int8Array.from(rssi),
  };
  return { readings, truth };
}

const { levels: levelPolicy, presence: presencePolicy } = policies.default;
const zoneId = (zone: number) => `zone-${zone}` as ZoneId;

/** The matcher's presence: by the mass of a calibrated map, by the loudest gateway on a plain one. */
function ours(map: RadioMap): Named {
  const zoning = zoningOf(map, zones);
  const byMass = map.kind !== "plain";
  return ({ readings, truth }) => {
    const levels = noLevels(gateways.length);
    const place = noPlace(gateways.length);
    let presence: Presence | undefined;
    let next = 0;
    return truth.map((_, second) => {
      const now = unixMs(NOW + 1_000 * (second + 1));
      for (; (readings.at[next] ?? Number.POSITIVE_INFINITY) < second + 1; next++) {
        const level = dbm(readings.rssi[next] ?? 0);
        hear(levels, readings.receiver[next] ?? 0, { mean: level, max: level }, now, levelPolicy);
      }
      const heard = new Map<ZoneId, number>();
      for (const [gateway, zone] of zones.entries()) {
        const level = levelAt(levels, gateway, now, levelPolicy);
        place.levels[gateway] = level;
        const known = heard.get(zoneId(zone)) ?? Number.NEGATIVE_INFINITY;
        if (!Number.isNaN(level)) heard.set(zoneId(zone), Math.max(level, known));
      }
      const found = byMass && findPlace(map, place, zoning);
      const masses = new Map([...zoning.mass].map((mass, zone) => [zoneId(zone), mass] as const));
      const by = found ? "mass" : "level";
      presence = stepPresence(presence, found ? masses : heard, now, presencePolicy, undefined, by);
      return presence === undefined ? -1 : Number(presence.zone.slice("zone-".length));
    });
  };
}

const theirs =
  (method: Method): Named =>
  ({ readings, truth }) => {
    const looks = looksAt(readings, [...truth.keys()], 5, levelPolicy);
    const moments = looks.map((look) => ({ look, x: 0, y: 0, of: 0, when: look.second }));
    const scene: Scene = { name: "moving", moments, steps: [], units: 1, meet: () => false };
    return method.senseAll(scene).map(({ cells }) => {
      return cells === undefined ? -1 : (zones[cells.indexOf(Math.max(...cells))] ?? -1);
    });
  };

/** Levels need this long to settle, s. */
const SETTLED = 20;

function restlessOf(method: string, named: Named, walks: readonly Walk[]): Restless {
  const waits: number[] = [];
  let [flaps, standing, right, most] = [0, 0, 0, 0];
  for (const walk of walks) {
    const says = named(walk);
    const { truth } = walk;
    const changes: number[] = [];
    const last = truth.at(-1)?.zone ?? -1;
    const arrived = truth.findLastIndex(({ zone }) => zone !== last) + 1;
    const wait = says.findIndex((zone, second) => second >= arrived && zone === last);
    waits.push((wait < 0 ? truth.length : wait) - arrived);
    const stops = truth.findLastIndex(({ stands }) => !stands) + 1;
    for (const [second, { zone, stands }] of truth.entries()) {
      // Following somebody who has just stopped is no flap.
      if (!stands || second < SETTLED || (second >= stops && second < stops + SETTLED)) continue;
      standing++;
      if (says[second] === zone) right++;
      if (says[second] !== says[second - 1]) changes.push(second);
    }
    flaps += changes.length;
    for (const change of changes)
      most = Math.max(most, changes.filter((each) => each >= change && each < change + 60).length);
  }
  waits.sort((a, b) => a - b);
  return {
    method,
    flapsPerHour: (3_600 * flaps) / standing,
    mostInAMinute: most,
    medianSeconds: waits[waits.length >> 1] ?? Number.NaN,
    p95Seconds: waits[Math.floor(0.95 * waits.length)] ?? Number.NaN,
    right: right / standing,
  };
}
