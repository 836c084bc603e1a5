import { metres, type UnixMs, unixMs, type VenueId } from "@sighej/protocol";
import { afterAll, describe, expect, it } from "vitest";
import { airOf, hallSetup } from "../../test/air.ts";
import { noon, zone } from "../../test/fixtures.ts";
import { startMapMaker } from "../adapters/map-maker/map-maker.ts";
import { memoryMaps } from "../adapters/memory/maps.ts";
import { settleOn } from "../domain/ground.ts";
import { noPlace } from "../domain/proximity/posterior.ts";
import { offer } from "../domain/proximity/reservoir.ts";
import { mapsOf } from "./maps.ts";
import { venuesOf } from "./venues.ts";

const AT_MOST_MS = 120_000;
const mapMaker = startMapMaker();
afterAll(() => mapMaker.stop());

function openHall(setup = hallSetup) {
  let now: UnixMs = noon;
  const clock = () => now;
  const counts = new Map<string, number>();
  const count = (what: string, by = 1) => void counts.set(what, (counts.get(what) ?? 0) + by);
  const venues = venuesOf([setup], clock, count, (bytes) => new Uint8Array(bytes));
  const floor = venues.all.get(setup.id)?.floor;
  if (floor === undefined) throw new Error("it is the only venue");
  const maps = memoryMaps();
  const reports: string[] = [];
  const report = (what: string) => void reports.push(what);
  const flow = mapsOf({ venues, maps, mapMaker, clock, count, report });
  /** People anywhere over 12 m of depth and `width`. */
  const hear = (seed: number, width = 12, gains?: readonly number[], on = floor) => {
    const { levelsAt, uniform } = airOf(seed, gains);
    for (let at = 0; at < 600; at++) offer(on.windows, levelsAt(width * uniform(), 12 * uniform()));
  };
  const pass = (ms: number) => {
    now = unixMs(now + ms);
  };
  return { ...{ venues, flow, floor, maps, counts, reports, hear, pass }, id: setup.id as VenueId };
}
const HOUR = 3_600_000;

const annex = zone("annex");
/** The hall with a room drawn beyond its outermost gateways, as deep as it is and so many metres wide. */
const withAnnex = (width: number): typeof hallSetup => ({
  ...hallSetup,
  zones: [
    ...hallSetup.zones,
    {
      id: annex,
      tier: "zone",
      outline: (
        [
          [12, 0],
          [12 + width, 0],
          [12 + width, 12],
          [12, 12],
        ] as const
      ).map(([x, y]) => ({
        x: metres(x),
        y: metres(y),
      })),
    },
  ],
});

describe("radio maps of a running venue", { timeout: AT_MOST_MS }, () => {
  it("are learned in a thread from what is heard, saved, and used at once and after a restart", async () => {
    const hall = openHall();
    await hall.flow.load();
    expect(hall.floor.ground.map?.kind).toBe("plain");
    await hall.flow.turn();
    expect(hall.counts.get("map-learned")).toBeUndefined();
    hall.hear(1);
    await hall.flow.turn();
    expect(hall.floor.ground.map?.kind).toBe("learned");
    expect(hall.floor.ground.byMass).toBe(true);
    const [saved] = await hall.maps.find(hall.id);
    expect(saved).toMatchObject({ version: 1, madeAt: noon, map: { kind: "learned" } });
    const layers = hall.floor.ground.map?.layers;
    await hall.flow.load();
    expect(hall.floor.ground.map?.layers).toBe(layers);
  });

  it("are taken back when they explain what is heard worse than what was there before", async () => {
    const hall = openHall();
    hall.hear(1, 12, [9, -8, 7, -9, 8, -7, 9, -8, 7]);
    await hall.flow.turn();
    expect((await hall.maps.find(hall.id)).map(({ version }) => version)).toEqual([1]);
    // Somebody has changed the boards: what was learned is worse than knowing nothing.
    hall.pass(HOUR);
    hall.hear(2);
    await hall.flow.turn();
    expect(hall.counts.get("map-rolled-back")).toBe(1);
    expect((await hall.maps.find(hall.id)).map(({ version }) => version)).toEqual([2]);
    expect(hall.reports).toHaveLength(1);
  });

  it("reach over everything that is drawn, also where no gateway hangs", async () => {
    const hall = openHall(withAnnex(10));
    hall.hear(1, 22);
    await hall.flow.turn();
    const { ground } = hall.floor;
    if (ground.map === undefined || ground.map.kind !== "learned")
      throw new Error("it has learned a map");
    expect(ground.map.bounds.right).toBe(22);
    const place = noPlace(hallSetup.gateways.length);
    place.levels.set(airOf(3, undefined, 0).levelsAt(20, 6));
    expect(settleOn(ground, place)).toBe(true);
    expect(Math.hypot(place.x - 20, place.y - 6)).toBeLessThan(3);
    expect(ground.zoning.mass[ground.zones.indexOf(annex)]).toBeGreaterThan(0.8);
  });

  it("are used no more once more is drawn than they reach over", async () => {
    const hall = openHall(withAnnex(1));
    hall.hear(1);
    await hall.flow.turn();
    expect(hall.floor.ground.map?.kind).toBe("learned");
    const { floor } = hall.venues.put({
      ...{ setup: withAnnex(10), state: "live", version: undefined },
    });
    await hall.flow.renew(hall.id);
    expect(floor.ground.map).toMatchObject({ kind: "plain", bounds: { right: 22 } });
    hall.pass(HOUR);
    hall.hear(2, 22, undefined, floor);
    await hall.flow.turn();
    expect(floor.ground.map).toMatchObject({ kind: "learned", bounds: { right: 22 } });
  });

  it("are not learned more often than every half hour", async () => {
    const hall = openHall();
    hall.hear(1);
    await hall.flow.turn();
    hall.hear(2);
    await hall.flow.turn();
    expect(hall.counts.get("map-learned")).toBe(1);
    expect(hall.floor.windows.learning.offered).toBeGreaterThan(0);
  });

  it("fail with a code when the thread takes too long, and the map in use stays", async () => {
    const slow = startMapMaker(1);
    const windows = { learning: new Float32Array(9 * 400), judging: new Float32Array(9 * 80) };
    const job = { kind: "learn", gateways: hallSetup.gateways, drawn: [], windows } as const;
    await expect(
      slow.make({ ...job, current: undefined, previous: undefined }),
    ).rejects.toMatchObject({ code: "map-failed" });
    await slow.stop();
    await expect(
      slow.make({ ...job, current: undefined, previous: undefined }),
    ).rejects.toMatchObject({ code: "map-failed" });
  });
});
