/**
 * The subscriber against the real broker, in a process of its own: they meet on the wire.
 */
import { type Channel, encodeSightings, type GatewayId, topicOf } from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { metricsOf } from "../../src/metrics.ts";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import { batchOf, gateway, noon, otherVenue, venue } from "../fixtures.ts";
import type { TestServer } from "../server-process.ts";

const [known, unknown] = [gateway("bar-1"), gateway("attic")];
const frame = Buffer.from(encodeSightings(batchOf(noon, 1, [])));

describe("the subscriber", () => {
  let broker: TestServer;
  let url: string;

  beforeAll(async () => {
    broker = await startBroker([
      [venue, known],
      [venue, unknown],
      [otherVenue, known],
    ]);
    url = broker.url;
  }, 60_000);
  afterAll(() => broker.stop());

  const config = () => ({
    url,
    username: "matcher",
    secret: BROKER_SECRET,
    venues: new Map([[venue, new Set<GatewayId>([known])]]),
  });
  const publish = async (at: typeof venue, from: GatewayId, channel: Channel, payload: Buffer) => {
    const username = `${at}/${from}`;
    const client = await connectAsync(url, {
      username,
      clientId: username,
      password: BROKER_SECRET,
    });
    const topic = topicOf({ venue: at, gateway: from, channel });
    await client.publishAsync(topic, payload, { qos: 1 });
    await client.endAsync();
  };

  it("takes frames of the venue's gateways, counts others and hears no other topic", async () => {
    const taken: unknown[] = [];
    const metrics = metricsOf();
    const subscriber = await subscribe(
      config(),
      (at, from, bytes) => taken.push([at, from, Buffer.from(bytes)]),
      metrics.count,
      () => {},
    );
    await publish(venue, unknown, "sightings", frame);
    await publish(otherVenue, known, "sightings", frame);
    await publish(venue, known, "status", Buffer.from("{}"));
    await publish(venue, known, "sightings", frame);
    await vi.waitFor(() => expect(taken).toEqual([[venue, known, frame]]));
    expect(metrics.counts()).toEqual({ "frame-of-unknown-gateway": 1 });
    await subscriber.stop();
  });

  it("fails with a code where no broker is, and where it is refused", async () => {
    const counted = metricsOf().count;
    const start = (change: Partial<ReturnType<typeof config>>) =>
      subscribe(
        { ...config(), ...change },
        () => {},
        counted,
        () => {},
      );
    const failure = { name: "MatcherError", code: "broker-unreachable" };
    await expect(start({ url: "mqtt://127.0.0.1:1" })).rejects.toMatchObject(failure);
    await expect(start({ secret: "wrong" })).rejects.toMatchObject(failure);
  });
});
