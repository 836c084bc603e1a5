/**
 * The watch with a clock that the test moves: amber and red at the stated times, once, however many
 * replicas look.
 */
import {
  asciiBytes,
  encodeGatewayStatus,
  type GatewayOnline,
  minutes,
  seconds,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { gateway, noon, otherVenue, setup, venue } from "../../test/fixtures.ts";
import { memoryGateways } from "../adapters/memory/gateways.ts";
import { memoryWatch } from "../adapters/memory/watch.ts";
import type { ClaimDigest } from "../gateway-ports.ts";
import { metricsOf } from "../metrics.ts";
import type { WatchStore } from "../watch-ports.ts";
import { venuesOf } from "./venues.ts";
import { type Watching, watchOf } from "./watch.ts";

const door = gateway("bar-1");
const status: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "0.1.0", radio: "scanning" } as const),
  ...{ startedAt: 1, sentAt: 2, adapters: [], adverts: 9, tokensHeard: 8, refused: {} },
  ...{ windowsMade: 7, windowsSent: 6, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
  ...{ queueBytes: 0, commandsRefused: {}, recoveries: { silence: 2 }, loopLagMs: 1, rssBytes: 1 },
  advertsPerS: { all: 15, ours: 4, eid: 1, fixedTag: 0, foreign: 10 },
  machine: { temperatureC: 48.3 },
};

let now: UnixMs;
let brokerUp: boolean;
let told: string[];
let store: WatchStore;
let gateways: ReturnType<typeof memoryGateways>;

beforeEach(() => {
  [now, brokerUp, told, store, gateways] = [noon, true, [], memoryWatch(), memoryGateways()];
});

function replica(): Watching {
  const { count } = metricsOf();
  let made = 0;
  const random = (bytes: number) => new Uint8Array(bytes).fill(++made);
  const clock = () => now;
  const venues = venuesOf([setup], clock, count, random);
  return watchOf({
    ...{ venues, gateways, watch: store, random, clock, count, brokerUp: () => brokerUp },
    tellIncident: async ({ gateway: who, reason }, alert, name) => {
      const why = reason === "no-radio" ? ", its radio" : "";
      told.push(`${(now - noon) / 1_000} s: ${who} (${name}) ${alert}${why}`);
    },
    report: (what, cause) => {
      throw new Error(what, { cause });
    },
  });
}
const place = { setup } as never;
/** Every replica looks every two seconds, and `each` happens before. */
async function pass(time: number, replicas: readonly Watching[], each = () => {}): Promise<void> {
  for (const end = now + time; now < end; now = unixMs(now + 2_000)) {
    each();
    for (const one of replicas) await one.turn();
  }
}
const stateOf = async (of: Watching) => (await of.health(place)).of(door);

describe("a gateway that is unplugged", () => {
  it("is amber after 60 s and red after 180 s by default, told once each, and once when it is back", async () => {
    const [one, two] = [replica(), replica()];
    await pass(seconds(10), [one, two], () => one.heard(venue, door));
    const last = now - 2_000 - noon;
    const shown = (await stateOf(two)).heardAt ?? 0;
    expect(shown % 10_000).toBe(0);
    expect(await stateOf(two)).toMatchObject({ state: "ok" });
    await pass(seconds(400), [one, two]);
    expect(told.map((each) => each.replace(/^\d+/, "T"))).toEqual([
      `T s: bar-1 (bar-1) late`,
      `T s: bar-1 (bar-1) silent`,
    ]);
    const [late, silent] = told.map((each) => Number.parseInt(each, 10) * 1_000 - last);
    for (const [at, due] of [
      [late, 60_000],
      [silent, 180_000],
    ] as const) {
      expect(at).toBeGreaterThanOrEqual(due);
      expect(at).toBeLessThanOrEqual(due + 2_000);
    }
    expect(await stateOf(two)).toMatchObject({ state: "silent" });
    two.heard(venue, door);
    await pass(seconds(20), [one, two]);
    expect(told).toHaveLength(3);
    expect(told[2]).toContain("recovered");
    expect(await stateOf(one)).toMatchObject({ state: "ok" });
    const [incident] = await store.incidents(venue, door, 9);
    expect(incident).toMatchObject({ level: "silent", ended: "recovered" });
  });

  it("is judged by the venue's own thresholds, and told to nobody while muted", async () => {
    await store.setThresholds(venue, { lateAfter: seconds(20), silentAfter: seconds(40) });
    await store.mute(venue, door, unixMs(noon + minutes(1)));
    const one = replica();
    one.heard(venue, door);
    await pass(seconds(58), [one]);
    expect(told).toEqual([]);
    expect(await stateOf(one)).toMatchObject({ state: "silent", mutedUntil: noon + 60_000 });
    await pass(seconds(10), [one]);
    expect(told).toEqual(["60 s: bar-1 (bar-1) silent"]);
  });

  it("is not blamed for a broker that is away, or a matcher that was", async () => {
    const one = replica();
    one.heard(venue, door);
    await pass(seconds(10), [one]);
    brokerUp = false;
    await pass(seconds(300), [one]);
    brokerUp = true;
    await pass(seconds(40), [one]);
    expect(told).toEqual([]);
    const anew = replica();
    await pass(seconds(50), [anew]);
    expect(told).toEqual([]);
    await pass(seconds(30), [anew]);
    expect(told).toHaveLength(1);
  });

  it("is nobody's concern once it is shut out", async () => {
    const one = replica();
    const key = { venue, gateway: door };
    await gateways.add({ ...key, name: "By the door" });
    await gateways.invite({ ...key, claim: "c" as ClaimDigest, until: unixMs(noon + 9e9) });
    await gateways.trade({ claim: "c" as ClaimDigest, attempt: undefined, secretHash: "", now });
    one.heard(venue, door);
    await pass(seconds(70), [one]);
    expect(told).toEqual(["60 s: bar-1 (By the door) late"]);
    await gateways.revoke(key, now);
    await pass(seconds(300), [one]);
    expect(told).toHaveLength(1);
    expect(await stateOf(one)).toMatchObject({ state: "shut-out" });
    expect((await store.incidents(venue, door, 1))[0]).toMatchObject({ ended: "unwatched" });
  });
});

const take = (of: Watching, from: object, retained = false) =>
  of.takeStatus(venue, door, encodeGatewayStatus({ ...status, ...from }), retained);

describe("a gateway whose radio hears nothing", () => {
  const radios = ["silent", "off", "needs-power-cycle", "starting"] as const;
  it.each(radios)(
    "is amber and red for that reason while it reports, told once each: %s",
    async (radio) => {
      const [one, two] = [replica(), replica()];
      const dead = () => {
        for (const each of [one, two]) take(each, { radio });
      };
      await pass(seconds(62), [one, two], dead);
      expect(told).toEqual(["60 s: bar-1 (bar-1) late, its radio"]);
      expect(await stateOf(two)).toMatchObject({ state: "late", reason: "no-radio" });
      await pass(seconds(300), [one, two], dead);
      expect(told[1]).toBe("180 s: bar-1 (bar-1) silent, its radio");
      expect(await stateOf(one)).toMatchObject({ state: "silent", reason: "no-radio" });
      await pass(seconds(10), [one, two], () => {
        for (const each of [one, two]) take(each, { radio: "scanning" });
      });
      expect(told).toHaveLength(3);
      expect(told[2]).toContain("recovered, its radio");
      expect((await stateOf(two)).reason).toBe(undefined);
      expect(await store.incidents(venue, door, 9)).toMatchObject([
        { reason: "no-radio", level: "silent", ended: "recovered" },
      ]);
    },
  );

  it("is well while nothing is on the air, and through a restart of its scan", async () => {
    const one = replica();
    await pass(seconds(200), [one], () => take(one, { radio: "quiet" }));
    await pass(seconds(50), [one], () => take(one, { radio: "starting" }));
    await pass(seconds(50), [one], () => take(one, { radio: "scanning" }));
    await pass(seconds(50), [one], () => take(one, { radio: "silent" }));
    expect(told).toEqual([]);
    expect(await stateOf(one)).toMatchObject({ state: "ok" });
  });

  it("is said to be silent when it is, and deaf again when it is back, told once each", async () => {
    const one = replica();
    await pass(seconds(62), [one], () => take(one, { radio: "off" }));
    await pass(seconds(250), [one]);
    expect(await stateOf(one)).toMatchObject({ state: "silent", reason: "no-sign" });
    await pass(seconds(4), [one], () => take(one, { radio: "off" }));
    expect(await stateOf(one)).toMatchObject({ reason: "no-radio" });
    expect(told.map((each) => each.replace(/.*bar-1\) /, ""))).toEqual([
      ...["late, its radio", "late", "silent", "recovered", "silent, its radio"],
    ]);
  });

  it("has its time anew when it was started anew, as after a power cut", async () => {
    const one = replica();
    await pass(seconds(10), [one], () => take(one, { radio: "starting" }));
    await pass(seconds(300), [one]);
    const before = told.length;
    await pass(seconds(50), [one], () => take(one, { radio: "starting", startedAt: 9 }));
    await pass(seconds(10), [one], () => take(one, { startedAt: 9 }));
    expect(told.slice(before).map((each) => each.replace(/.*bar-1\) /, ""))).toEqual(["recovered"]);
  });

  it("stays so when the matcher is started anew, and is not told again", async () => {
    const first = replica();
    await pass(seconds(70), [first], () => take(first, { radio: "off" }));
    const before = told.length;
    const anew = replica();
    take(anew, { radio: "off" }, true);
    await pass(seconds(10), [anew], () => take(anew, { radio: "off" }));
    expect(told).toHaveLength(before);
    expect(await stateOf(anew)).toMatchObject({ reason: "no-radio" });
  });
});

describe("a status", () => {
  it("is a sign of life, and shown without what follows people", async () => {
    const one = replica();
    take(one, {});
    const { machine, ...health } = await stateOf(one);
    expect(health).toMatchObject({ state: "ok", connected: true });
    expect(machine).toMatchObject({ advertsPerS: 15, recoveries: { silence: 2 } });
    expect(JSON.stringify(machine)).not.toMatch(/token|ours|eid|sent":6|made/i);
  });

  it("that the broker had kept says how it was, not that it is there", async () => {
    const one = replica();
    take(one, {}, true);
    expect(await stateOf(one)).toMatchObject({ state: "waiting", machine: { version: "0.1.0" } });
    expect(await stateOf(one)).not.toHaveProperty("heardAt");
  });

  it("that is its last will takes the connection away, and no time", async () => {
    const one = replica();
    take(one, {});
    const will = encodeGatewayStatus({ v: 1, state: "offline", bootId: 7 });
    one.takeStatus(venue, door, will, false);
    expect(await stateOf(one)).toMatchObject({ state: "ok", connected: false });
  });

  it("of another venue, or that cannot be read, changes nothing", async () => {
    const one = replica();
    one.takeStatus(otherVenue, door, encodeGatewayStatus(status), false);
    one.takeStatus(venue, door, asciiBytes("{"), false);
    one.takeStatus(venue, door, new Uint8Array(), false);
    expect(await stateOf(one)).toEqual({ state: "waiting", connected: false });
  });
});
