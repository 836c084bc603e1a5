/**
 * Advert to nudge on the recorded hall: every part is the real one. Adverts reach noble through its
 * HCI layer, sightings cross a real socket, sessions are in a real Redis, nudges come over WebSocket.
 */

import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { floorDistance, recordedPositions } from "@sighej/beacon-sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressesIn } from "./hardware-addresses.ts";
import { openRecordedHall, type Place, type RecordedHall } from "./recorded-hall.ts";
import type { Visitor } from "./visitor.ts";

const recordings = process.env.SIGHEJ_RECORDINGS;
const folder = join(recordings ?? "", "tetam");

/**
 * Pairs of recorded positions, each pair with an interest of its own so that nobody else can be
 * nudged about it. Distances are checked against the recording before anything runs.
 */
const neighbours = [
  { interest: "devops", a: [5.17, 4.39], b: [5.17, 2.19] },
  { interest: "chess", a: [15.52, 6.57], b: [15.52, 8.78] },
  { interest: "hardstyle", a: [10.36, 0.28], b: [10.36, 2.19] },
] as const;
const strangers = [
  { interest: "astronomy", a: [2.59, 2.19], b: [15.52, 10.94] },
  { interest: "jazz", a: [18.13, 2.19], b: [5.18, 13.13] },
  { interest: "cats", a: [0.31, 17.3], b: [18.13, 8.78] },
] as const;
/** Neighbours between whom one thing is missing: consent, overlap, or one of them. */
const closedPair = { interest: "photography", a: [12.95, 0.44], b: [12.95, 2.19] } as const;
const unlikePair = { interest: "football", a: [5.17, 17.27], b: [7.77, 17.44] } as const;
const leftPair = { interest: "dogs", a: [18.14, 13.12], b: [20.55, 13.12] } as const;

/**
 * After the last pair that must be nudged has been: twice the time that being near takes to become
 * an encounter under the demo policy, so that a wrong nudge has had its chance.
 */
const GRACE_MS = 40_000;

describe.skipIf(recordings === undefined)("on the recorded hall, from advert to nudge", () => {
  let hall: RecordedHall;
  const nudged: Visitor[] = [];
  const apart: Visitor[] = [];
  const closed: Visitor[] = [];
  const unlike: Visitor[] = [];
  const left: Visitor[] = [];
  const counts = (guests: readonly Visitor[]) => guests.map(({ nudges }) => nudges.length);

  beforeAll(async () => {
    const places = await recordedPositions(folder);
    const at = ([x, y]: readonly [number, number]): Place => {
      const place = places.find((each) => each.x === x && each.y === y);
      if (place === undefined) throw new Error(`nothing was recorded at ${x}, ${y}`);
      return place;
    };
    const near = [...neighbours, closedPair, unlikePair, leftPair];
    for (const { a, b } of near) {
      const distance = floorDistance(at(a), at(b));
      expect(distance).toBeGreaterThanOrEqual(1);
      expect(distance).toBeLessThanOrEqual(3);
    }
    for (const { a, b } of strangers) expect(floorDistance(at(a), at(b))).toBeGreaterThan(10);

    const everyone = [...near, ...strangers].flatMap(({ a, b }) => [at(a), at(b)]);
    hall = await openRecordedHall(folder, everyone);
    const arrive = async (guests: Visitor[], { interest, a, b }: (typeof near)[number]) => {
      for (const place of [a, b]) guests.push(await hall.arrive(at(place), [interest]));
    };
    for (const pair of strangers)
      for (const place of [pair.a, pair.b])
        apart.push(await hall.arrive(at(place), [pair.interest]));
    for (const pair of neighbours) await arrive(nudged, pair);
    await arrive(closed, closedPair);
    await closed[1]?.edit({ open: false });
    await arrive(unlike, unlikePair);
    await unlike[1]?.edit({ interests: ["coffee"] });
    await arrive(left, leftPair);
    // The badge goes on saying tokens, as a real one does until it is told: the session is gone.
    await left[1]?.leave();

    await Promise.all(nudged.map((guest) => guest.nudged()));
    await wait(GRACE_MS);
    // The slowest of three pairs took two minutes; fading stands still with them.
  }, 600_000);

  afterAll(async () => {
    for (const guest of [...nudged, ...apart, ...closed, ...unlike, ...left]) guest.close();
    await hall?.stop();
  });

  it("two people 1 to 3 m apart who share an interest are nudged, both of them, once", () => {
    expect(counts(nudged)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("the nudge says what is shared", () => {
    expect(nudged[0]?.nudges[0]?.phrase).toBe("Someone nearby also works with DevOps.");
  });

  it("two people over 10 m apart are not nudged", () => {
    expect(counts(apart)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("nobody is nudged after one of two has left", () => {
    expect(counts(left)).toEqual([0, 0]);
  });

  it("nobody is nudged while one of two is not open to talk, and both are once both are", async () => {
    expect(counts(closed)).toEqual([0, 0]);
    await closed[1]?.edit({ open: true });
    await Promise.all(closed.map((guest) => guest.nudged()));
  });

  it("nobody is nudged without a shared interest, and both are once there is one", async () => {
    expect(counts(unlike)).toEqual([0, 0]);
    await unlike[1]?.edit({ interests: [unlikePair.interest] });
    await Promise.all(unlike.map((guest) => guest.nudged()));
  });

  it("every advert came through noble's own HCI layer", () => {
    for (const [gateway, log] of hall.hciLogs()) {
      // LE Set Scan Parameters and Enable came from noble; LE Advertising Reports went to it.
      expect(log?.commands["0x200b"], gateway).toBeGreaterThan(0);
      expect(log?.commands["0x200c"], gateway).toBeGreaterThan(0);
      expect(log?.reports.delivered, gateway).toBeGreaterThan(100);
    }
  });

  it("no hardware address that a radio heard is in any MQTT traffic", () => {
    const addresses = hall.addressesHeard();
    expect(addresses.size).toBeGreaterThanOrEqual(18);
    const traffic = hall.mqttTraffic();
    expect(traffic.length).toBeGreaterThan(10_000);
    expect(addressesIn(traffic, addresses)).toEqual([]);
  });
});
