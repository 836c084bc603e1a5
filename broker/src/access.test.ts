import { filterOf } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { door, listen, matcher, openVenue, stage, topic, type Venue } from "./testing/venue.ts";

let venue: Venue;

beforeEach(async () => {
  venue = await openVenue();
});

afterEach(() => venue.close());

describe("who may publish", () => {
  it("acknowledges a refused QoS 1 publish, and the ten good ones after it, on one connection", async () => {
    const gateway = await venue.connect(door);
    let closed = false;
    gateway.once("close", () => {
      closed = true;
    });
    await gateway.publishAsync(topic(stage, "sightings"), "forged", { qos: 1 });
    for (let sent = 0; sent < 10; sent++)
      await gateway.publishAsync(topic(door, "sightings"), "good", { qos: 1 });
    expect(closed).toBe(false);
    expect(venue.broker.counts()).toMatchObject({ "publish-refused.gateway.foreign-topic": 1 });
  });

  it("outlives topics of any depth", async () => {
    const gateway = await venue.connect(door);
    await gateway.publishAsync("a/".repeat(90), "deep", { qos: 1 });
    expect(gateway.connected).toBe(true);
    expect(venue.broker.counts()).toMatchObject({ "publish-refused.gateway.foreign-topic": 1 });
    // Deeper than the library behind aedes can look: an end to the connection, not to the broker.
    gateway.publish("a/".repeat(500), "deeper", { qos: 1 });
    await new Promise<void>((done) => gateway.once("close", () => done()));
    await (await venue.connect(door)).publishAsync(topic(door, "status"), "after", { qos: 1 });
  });

  it("brings the matcher a gateway's own sightings and nothing published in another's name", async () => {
    const reader = await venue.connect(matcher);
    const heard = listen(reader);
    await reader.subscribeAsync([filterOf("sightings"), filterOf("status")], { qos: 1 });
    const gateway = await venue.connect(door);
    await gateway.publishAsync(topic(stage, "sightings"), "forged", { qos: 1 });
    await gateway.publishAsync(topic(stage, "status"), "forged", { qos: 2 });
    await gateway.publishAsync(topic(door, "config"), "forged", { qos: 0 });
    await gateway.publishAsync("$SYS/broker/heartbeat", "forged", { qos: 1 });
    await gateway.publishAsync(topic(door, "sightings"), "own", { qos: 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "sightings"), "own"]]);
    expect(venue.broker.counts()).toMatchObject({
      "publish-refused.gateway.foreign-topic": 3,
      "publish-refused.gateway.system-topic": 1,
    });
  });

  it("retains nothing but a status", async () => {
    const gateway = await venue.connect(door);
    await gateway.publishAsync(topic(door, "sightings"), "kept", { qos: 1, retain: true });
    await gateway.publishAsync(topic(door, "status"), "kept", { qos: 1, retain: true });
    const reader = await venue.connect(matcher);
    const heard = listen(reader);
    await reader.subscribeAsync([filterOf("sightings"), filterOf("status")], { qos: 1 });
    await gateway.publishAsync(topic(door, "sightings"), "now", { qos: 1 });
    await heard.count(2);
    expect(heard.messages).toEqual([
      [topic(door, "status"), "kept"],
      [topic(door, "sightings"), "now"],
    ]);
  });
});

describe("who may read", () => {
  it("refuses in SUBACK what aedes would grant and never deliver, or deliver too widely", async () => {
    const reader = await venue.connect(matcher);
    const gateway = await venue.connect(door);
    for (const [client, filter] of [
      [reader, `$share/matchers/${filterOf("sightings")}`],
      [reader, "#"],
      [reader, "$SYS/#"],
      [reader, "sighej/#"],
      [gateway, "#"],
      [gateway, "+/+/+/+/+/+"],
      [gateway, filterOf("sightings")],
      [gateway, topic(door, "sightings")],
      [gateway, topic(stage, "config")],
      [gateway, "$SYS/#"],
      [gateway, "sighej/refused"],
    ] as const)
      await expect(client.subscribeAsync(filter, { qos: 1 }), filter).rejects.toThrow();
    await gateway.subscribeAsync(topic(door, "config"), { qos: 1 });
    expect(venue.broker.counts()).toMatchObject({
      "subscribe-refused.matcher.shared-subscription": 1,
      "subscribe-refused.matcher.system-topic": 1,
      "subscribe-refused.matcher.wildcard": 2,
    });
  });

  it("brings a gateway its own config", async () => {
    const gateway = await venue.connect(door);
    const heard = listen(gateway);
    await gateway.subscribeAsync(topic(door, "config"), { qos: 1 });
    const writer = await venue.connect(matcher);
    await writer.publishAsync(topic(stage, "config"), "for another", { qos: 1 });
    await writer.publishAsync(topic(door, "config"), "for this", { qos: 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "config"), "for this"]]);
  });

  it("keeps nothing for a reader that is away, even if it asks for a lasting session", async () => {
    const away = await venue.connect(matcher, { clean: false, clientId: "matcher" });
    await away.subscribeAsync(filterOf("sightings"), { qos: 1 });
    await away.endAsync();
    const gateway = await venue.connect(door);
    await gateway.publishAsync(topic(door, "sightings"), "missed", { qos: 1 });
    const sessions: unknown[] = [];
    let heard = listen(gateway);
    const back = await venue.connect(matcher, { clean: false, clientId: "matcher" }, (client) => {
      heard = listen(client);
      client.once("connect", ({ sessionPresent }) => sessions.push(sessionPresent));
    });
    expect(sessions).toEqual([false]);
    await back.subscribeAsync(filterOf("sightings"), { qos: 1 });
    await gateway.publishAsync(topic(door, "sightings"), "heard", { qos: 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "sightings"), "heard"]]);
  });
});
