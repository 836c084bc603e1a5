import { once } from "node:events";
import { filterOf, usernameOf } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GATEWAY_PACE } from "./pace.ts";
import { MAX_CONNECT_BYTES } from "./packet-limit.ts";
import {
  closed,
  connectPacket,
  door,
  field,
  listen,
  matcher,
  openVenue,
  stage,
  topic,
  type Venue,
} from "./testing/venue.ts";

let venue: Venue;

beforeEach(async () => {
  venue = await openVenue();
});

afterEach(() => venue.close());

describe("who may connect", () => {
  it("refuses a wrong password with CONNACK code 4, and an unknown username alike", async () => {
    await expect(venue.connect(door, { password: "wrong" })).rejects.toMatchObject({ code: 4 });
    await expect(
      venue.connect(door, { username: "nobody", clientId: "nobody" }),
    ).rejects.toMatchObject({
      code: 4,
    });
    await expect(venue.connect(door, { username: "", password: "" })).rejects.toMatchObject({
      code: 4,
    });
    expect(venue.broker.counts()).toMatchObject({ "connection-refused.bad-credentials": 3 });
  });

  it("lets no gateway take over another's client id", async () => {
    const owner = await venue.connect(door);
    await expect(venue.connect(stage, { clientId: usernameOf(door) })).rejects.toMatchObject({
      code: 2,
    });
    await expect(venue.connect(matcher, { clientId: usernameOf(door) })).rejects.toMatchObject({
      code: 2,
    });
    await owner.publishAsync(topic(door, "status"), "still here", { qos: 1 });
    expect(owner.connected).toBe(true);
  });

  it("refuses a last will on a topic that its client may not publish to", async () => {
    const will = { topic: topic(door, "status"), payload: Buffer.from("forged"), qos: 1 } as const;
    await expect(venue.connect(stage, { will })).rejects.toMatchObject({ code: 5 });
    const reader = await venue.connect(matcher);
    const heard = listen(reader);
    await reader.subscribeAsync(filterOf("status"), { qos: 1 });
    await (await venue.connect(door)).publishAsync(topic(door, "status"), "true", { qos: 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "status"), "true"]]);
  });

  it("publishes a gateway's own last will, retained", async () => {
    const reader = await venue.connect(matcher);
    const heard = listen(reader);
    await reader.subscribeAsync(filterOf("status"), { qos: 1 });
    const will = {
      topic: topic(door, "status"),
      payload: Buffer.from("gone"),
      qos: 1,
      retain: true,
    } as const;
    (await venue.connect(door, { will })).stream.destroy();
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "status"), "gone"]]);
    const later = await venue.connect(matcher, { clientId: "matcher-later" });
    const retained = listen(later);
    await later.subscribeAsync(filterOf("status"), { qos: 1 });
    await retained.count(1);
    expect(retained.messages).toEqual(heard.messages);
  });

  it("refuses a keep-alive that would hide a dead gateway", async () => {
    await expect(venue.connect(door, { keepalive: 0 })).rejects.toThrow(/refused/);
    await expect(venue.connect(door, { keepalive: 600 })).rejects.toThrow(/refused/);
  });

  it("ends a connection whose first packet is too long before asking who it is", async () => {
    const socket = await venue.openSocket();
    // A CONNECT that announces 200 MB.
    socket.write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x64]));
    await once(socket, "close");
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.packet-too-long": 1 });
    await expect(
      venue.connect(door, { password: "x".repeat(MAX_CONNECT_BYTES) }),
    ).rejects.toBeInstanceOf(Error);
  });
});

describe("how it fails", () => {
  it("outlives a frozen subscriber and the backlog it leaves", async () => {
    await venue.close();
    // No gateway gets so far at its pace; the guard behind it is what is tested here.
    venue = await openVenue({ gatewayPace: { ...GATEWAY_PACE, burst: 1_000_000 } });
    const frozen = await venue.connect(matcher, { clientId: "matcher-frozen" });
    // Its messages are never taken, so its socket is no longer read: the kernel's buffers fill, then
    // the broker waits.
    frozen.handleMessage = () => undefined;
    await frozen.subscribeAsync(filterOf("sightings"), { qos: 0 });
    const gateway = await venue.connect(door);
    // Some 6 MB, more than all buffers on the way hold: from here on everybody waits.
    const sighting = Buffer.alloc(200);
    for (let sent = 0; sent < 30_000; sent++)
      gateway.publish(topic(door, "sightings"), sighting, { qos: 0 });
    // A PUBLISH of five bytes, ten thousand in one read: refused, so read by nobody, which is what
    // aedes alone works off by recursion.
    const other = await venue.connect(stage);
    other.stream.write(Buffer.alloc(50_000, Buffer.of(0x30, 3, 0, 1, 0x61)));
    await vi.waitFor(
      () => expect(venue.broker.counts()).toMatchObject({ "connection-failed.session": 1 }),
      { timeout: 10_000 },
    );
    await other.publishAsync(topic(stage, "status"), "after", { qos: 1 });
    await vi.waitFor(() =>
      expect(venue.broker.counts()).toMatchObject({
        "publish-refused.gateway.foreign-topic": 10_000,
      }),
    );
  }, 20_000);

  it("slows a gateway that is ahead of its pace, and ends one that does not wait", async () => {
    await venue.close();
    venue = await openVenue({ gatewayPace: { ...GATEWAY_PACE, burst: 10, perSecond: 5 } });
    const reader = await venue.connect(matcher);
    const heard = listen(reader);
    await reader.subscribeAsync(filterOf("status"), { qos: 1 });
    const will = { topic: topic(door, "status"), payload: Buffer.from("gone") };
    const flooding = await venue.connect(door, { will: { ...will, qos: 1, retain: true } });
    const ended = closed(flooding);
    for (let sent = 0; sent < 15; sent++)
      await flooding.publishAsync(topic(door, "sightings"), "more", { qos: 1 });
    expect(flooding.connected).toBe(true);
    expect(venue.broker.counts()["publish-slowed"]).toBeGreaterThan(0);
    for (let sent = 0; sent < 100; sent++)
      flooding.publish(topic(door, "sightings"), "more", { qos: 1 });
    await ended;
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.flood": 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "status"), "gone"]]);
    // It may come again.
    await (await venue.connect(door)).publishAsync(topic(door, "status"), "back", { qos: 1 });
  });

  it("ends a connection that leaves QoS 2 messages unfinished", async () => {
    const socket = await venue.openSocket();
    socket.write(connectPacket(door));
    await once(socket, "data");
    const ended = once(socket, "close");
    const status = field(topic(door, "status"));
    for (let id = 1; id <= 10; id++)
      socket.write(Buffer.concat([Buffer.of(0x34, status.length + 2), status, Buffer.of(0, id)]));
    socket.resume();
    await ended;
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.session": 1 });
  });

  it("ends a connection that never says who it is", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const socket = await venue.openSocket();
      const ended = once(socket, "close");
      // The broker's side of the connection has its timer once it has been taken.
      await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
      await vi.advanceTimersByTimeAsync(10_000);
      await ended;
    } finally {
      vi.useRealTimers();
    }
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.before-session": 1 });
  });
});
