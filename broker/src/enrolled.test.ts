import {
  ACCESS_TOPIC,
  type AccessNotice,
  encodeAccessNotice,
  parseGatewayId,
  usernameOf,
} from "@sighej/protocol";
import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentialOf } from "./credentials.ts";
import { door, listen, matcher, openVenue, stage, topic, type Venue } from "./testing/venue.ts";

const bar = parseGatewayId("bar");
if (!bar.ok) throw new TypeError("a fixture is wrong");
/** A gateway that no file names: only the matcher can let it in. */
const enrolled = { kind: "gateway", venue: door.venue, gateway: bar.value } as const;
const username = usernameOf(enrolled);
const all: AccessNotice = { v: 1, kind: "all", venues: [door.venue] };

const gatewaysWith = (...secrets: readonly string[]): AccessNotice => ({
  v: 1,
  kind: "venue",
  venue: door.venue,
  gateways: secrets.map((secret) => ({
    gateway: enrolled.gateway,
    secretHash: credentialOf(username, secret, enrolled).secretHash,
  })),
});

const closed = (client: MqttClient) =>
  new Promise<void>((done) => client.once("close", () => done()));

let venue: Venue;
let tell: (...notices: readonly AccessNotice[]) => Promise<void>;
const connect = (password: string) =>
  venue.connect(door, { username, clientId: username, password });

beforeEach(async () => {
  venue = await openVenue();
  const teller = await venue.connect(matcher);
  tell = async (...notices) => {
    for (const each of notices)
      await teller.publishAsync(ACCESS_TOPIC, Buffer.from(encodeAccessNotice(each)), { qos: 1 });
  };
});

afterEach(() => venue.close());

describe("an enrolled gateway", () => {
  it("is asked to come again, not refused for good, while the matcher has not told of it", async () => {
    await expect(connect("first")).rejects.toMatchObject({ code: 3 });
    await tell(gatewaysWith("first"), all);
    await (await connect("first")).publishAsync(topic(door, "status").replace("door", "bar"), "up");
    await expect(connect("wrong")).rejects.toMatchObject({ code: 4 });
  });

  it("that nobody knows is refused for good once everything was told", async () => {
    await tell(all);
    await expect(connect("first")).rejects.toMatchObject({ code: 4 });
  });

  it("is cut off at once when its credential is taken away, and its neighbours are not", async () => {
    await tell(gatewaysWith("first"), all);
    const [gone, neighbour] = [await connect("first"), await venue.connect(stage)];
    const cut = closed(gone);
    await tell(gatewaysWith());
    await cut;
    await expect(connect("first")).rejects.toMatchObject({ code: 4 });
    await neighbour.publishAsync(topic(stage, "sightings"), "still here", { qos: 1 });
    expect(venue.broker.counts()).toMatchObject({ "connection-ended.credential-gone": 1 });
  });

  it("is cut off when another credential takes the place of its own, or its venue is gone", async () => {
    await tell(gatewaysWith("first"), all);
    const rotated = closed(await connect("first"));
    await tell(gatewaysWith("second"));
    await rotated;
    const left = closed(await connect("second"));
    await tell({ ...all, venues: [] });
    await left;
  });

  it("stays when the same is told again, as after every reconnection of the matcher", async () => {
    await tell(gatewaysWith("first"), all);
    const client = await connect("first");
    await tell(gatewaysWith("first"), all);
    await client.publishAsync(topic(stage, "status").replace("stage", "bar"), "up", { qos: 1 });
    expect(client.connected).toBe(true);
  });
});

describe("the topic of access", () => {
  it("is heard from the matcher alone, and read by nobody", async () => {
    const gateway = await venue.connect(door);
    await gateway.publishAsync(ACCESS_TOPIC, Buffer.from(encodeAccessNotice(gatewaysWith("x"))), {
      qos: 1,
    });
    await tell(all);
    await expect(connect("x")).rejects.toMatchObject({ code: 4 });
    const reader = await venue.connect(matcher, { clientId: "another" });
    for (const filter of [ACCESS_TOPIC, "$CONTROL/#", "#"])
      await expect(reader.subscribeAsync(filter)).rejects.toThrow();
    expect(venue.broker.counts()).toMatchObject({ "publish-refused.gateway.system-topic": 1 });
  });

  it("cannot take away what the configuration gives", async () => {
    const fixed = await venue.connect(door);
    const heard = listen(fixed);
    await fixed.subscribeAsync(topic(door, "command"), { qos: 1 });
    await tell({ ...all, venues: [] });
    const teller = await venue.connect(matcher, { clientId: "another" });
    await teller.publishAsync(topic(door, "command"), "still here", { qos: 1 });
    await heard.count(1);
  });

  it("counts what it cannot read, and goes on", async () => {
    const teller = await venue.connect(matcher, { clientId: "another" });
    await teller.publishAsync(ACCESS_TOPIC, "nonsense", { qos: 1 });
    expect(venue.broker.counts()).toMatchObject({ "access-notice-refused.bad-json": 1 });
  });
});
