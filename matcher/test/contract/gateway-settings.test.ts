/** What gateways are set to, left with the real broker for whenever they come. */
import {
  decodeGatewayConfig,
  encodeGatewayStatus,
  type GatewayId,
  type GatewayOnline,
  topicOf,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { describe, expect, it, vi } from "vitest";
import { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { isBehind, settingsOf } from "../../src/flows/gateway-settings.ts";
import { venuesOf } from "../../src/flows/venues.ts";
import { metricsOf } from "../../src/metrics.ts";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import { gateway, noon, setup, venue } from "../fixtures.ts";
import { badgeItem, poolKey, staticItem } from "../stock.ts";

const bar = gateway("bar-1");
const { count } = metricsOf();
const venuesWith = (more: object) =>
  venuesOf(
    [{ ...setup, ...more }],
    () => noon,
    count,
    (bytes) => new Uint8Array(bytes),
  );

it("tells a gateway whose tags to read and how to hide them, each namespace once", async () => {
  const broker = await startBroker([[venue, bar]]);
  const stock = [staticItem(1), staticItem(2), badgeItem(3)];
  const subscriber = await subscribe(
    {
      ...{ url: broker.url, username: "matcher", secret: BROKER_SECRET },
      venues: new Map([[venue, new Set<GatewayId>([bar])]]),
      settings: settingsOf(venuesWith({ stock, poolKey }), 7),
    },
    { sightings: () => {}, "check-ins": () => {}, status: () => {} },
    count,
    () => {},
  );
  try {
    const username = `${venue}/${bar}`;
    const own = { username, clientId: username, password: BROKER_SECRET };
    const topic = topicOf({ venue, gateway: bar, channel: "config" });
    const ibeacon = ["f7826da6-4fa2-4e98-8024-bc5b71e0893e"];
    const value = { v: 1, version: 7, stock: { poolKey, ibeacon, eddystoneUid: [] } };
    const client = await connectAsync(broker.url, own);
    const heard: unknown[] = [];
    client.on("message", (_, payload) => heard.push(decodeGatewayConfig(payload)));
    await client.subscribeAsync(topic, { qos: 1 });
    await vi.waitFor(() => expect(heard).toContainEqual({ ok: true, value }), { timeout: 10_000 });
    await client.endAsync();
    // It was kept: whoever comes later hears it too.
    const later = await connectAsync(broker.url, own);
    const kept = new Promise((done) => {
      later.once("message", (_, payload, { retain }) =>
        done([retain, decodeGatewayConfig(payload)]),
      );
    });
    await later.subscribeAsync(topic, { qos: 1 });
    expect(await kept).toEqual([true, { ok: true, value }]);
    await later.endAsync();
  } finally {
    await subscriber.stop();
    await broker.stop();
  }
});

it("has nothing to say to the gateways of a venue that lends no such tags", () => {
  expect(settingsOf(venuesWith({}), 7).size).toBe(0);
});

describe("what staff have set on a gateway", () => {
  const set = { venue, gateway: bar, windowMs: 500, logLevel: null, setAt: noon };

  it("is what it is set to, beside what all of its venue are, also where it hangs nowhere", () => {
    expect(settingsOf(venuesWith({}), 7, [set]).get(venue)?.get(bar)).toEqual({
      ...{ v: 1, version: 7, windowMs: 500 },
    });
    const attic = { ...set, gateway: gateway("attic") };
    const lending = settingsOf(venuesWith({ stock: [staticItem(1)], poolKey }), 7, [attic]);
    expect(lending.get(venue)?.get(attic.gateway)).toMatchObject({ windowMs: 500, stock: {} });
    expect(lending.get(venue)?.get(bar)).not.toHaveProperty("windowMs");
  });

  it("has another version when it is another, and is taken back by one that says nothing", () => {
    const first = settingsOf(venuesWith({}), 7, [set]);
    expect(settingsOf(venuesWith({}), 9, [set], first).get(venue)?.get(bar)).toBe(
      first.get(venue)?.get(bar),
    );
    const back = settingsOf(venuesWith({}), 7, [{ ...set, windowMs: null }], first);
    expect(back.get(venue)?.get(bar)).toEqual({ v: 1, version: 8 });
  });

  it("is told again to a gateway that says that it has an older version, or none", () => {
    const wanted = { v: 1, version: 7 } as const;
    const says = (config?: GatewayOnline["config"]) =>
      isBehind(wanted, encodeGatewayStatus({ ...online, ...(config && { config }) }));
    expect([says(), says({ version: 6 }), says({ version: 7 }), says({ version: 8 })]).toEqual([
      ...[true, true, false, false],
    ]);
    expect(isBehind(wanted, new Uint8Array())).toBe(false);
  });
});

const online: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "0.1.0", radio: "scanning" } as const),
  ...{ startedAt: 1, sentAt: 2, adapters: [], adverts: 9, tokensHeard: 8, refused: {} },
  ...{ windowsMade: 7, windowsSent: 6, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
  ...{ queueBytes: 0, commandsRefused: {}, recoveries: {}, loopLagMs: 1, rssBytes: 1 },
};
