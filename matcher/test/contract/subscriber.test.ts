/**
 * The subscriber against the real broker, in a process of its own: they meet on the wire.
 */
import {
  type Channel,
  checkInProof,
  decodeGatewayCommand,
  durationMs,
  encodeCheckInReport,
  encodeSightings,
  epochAt,
  type GatewayId,
  tokenOf,
  topicOf,
  unixMs,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { checkInsOf } from "../../src/flows/check-in.ts";
import { ingestFrame } from "../../src/flows/ingest.ts";
import { metricsOf } from "../../src/metrics.ts";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import { batchOf, gateway, noon, otherVenue, venue } from "../fixtures.ts";
import { startMatcher } from "../matcher.ts";
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
      {
        sightings: (at, from, bytes) => taken.push([at, from, Buffer.from(bytes)]),
        "check-ins": () => taken.push("check-in"),
      },
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

  it("acknowledges to its gateway what it has taken in, and nothing that it cannot read", async () => {
    const matcher = await startMatcher();
    const subscriber = await subscribe(
      config(),
      {
        sightings: (at, from, bytes, tell) => ingestFrame(matcher.ports, at, from, bytes, tell),
        "check-ins": () => {},
      },
      metricsOf().count,
      () => {},
    );
    const username = `${venue}/${known}`;
    const own = { username, clientId: username, password: BROKER_SECRET };
    const client = await connectAsync(url, own);
    const told: unknown[] = [];
    client.on("message", (_, payload) => told.push(decodeGatewayCommand(payload)));
    await client.subscribeAsync(topicOf({ venue, gateway: known, channel: "command" }), { qos: 1 });
    const sightings = topicOf({ venue, gateway: known, channel: "sightings" });
    const late = batchOf(unixMs(noon - 300_000), 4, [], { replayed: true });
    for (const payload of [Buffer.from("{}"), frame, frame, Buffer.from(encodeSightings(late))])
      await client.publishAsync(sightings, payload, { qos: 1 });
    const { bootId } = batchOf(noon, 1, []);
    const ack = (sequence: number) => ({
      ok: true,
      value: {
        ...{ command: "ack", bootId, at: expect.any(Number) },
        ranges: [{ first: sequence, last: sequence }],
      },
    });
    await vi.waitFor(() => expect(told).toEqual([ack(1), ack(1), ack(4)]));
    await client.endAsync();
    await subscriber.stop();
    await matcher.stop();
  });

  it("brings a check-in from its gateway to its session, once", async () => {
    const matcher = await startMatcher();
    const metrics = metricsOf();
    const take = checkInsOf({ ...matcher.ports, count: metrics.count });
    const subscriber = await subscribe(
      config(),
      { sightings: () => {}, "check-ins": (at, from, bytes) => void take(at, from, bytes) },
      metrics.count,
      () => {},
    );
    const person = await matcher.open();
    const nonce = new Uint8Array(8).fill(1);
    const checkIn = Buffer.from(
      encodeCheckInReport({
        bootId: 1,
        at: matcher.now(),
        clockError: durationMs(0),
        nonce,
        token: tokenOf(person.beaconKey, venue, epochAt(matcher.now())),
        proof: checkInProof(person.beaconKey, venue, nonce),
      }),
    );
    for (const from of [known, known, unknown]) await publish(venue, from, "check-ins", checkIn);
    const counted = {
      "check-in-taken": 1,
      "check-in-repeated": 1,
      "frame-of-unknown-gateway": 1,
    };
    await vi.waitFor(() => expect(metrics.counts()).toEqual(counted));
    expect(await matcher.ports.sessions.find(venue, person.session)).toMatchObject({
      carriers: [{ kind: "check-in", zone: "bar" }],
    });
    await subscriber.stop();
    await matcher.stop();
  });

  it("fails with a code where no broker is, and where it is refused", async () => {
    const counted = metricsOf().count;
    const start = (change: Partial<ReturnType<typeof config>>) =>
      subscribe(
        { ...config(), ...change },
        { sightings: () => {}, "check-ins": () => {} },
        counted,
        () => {},
      );
    const failure = { name: "MatcherError", code: "broker-unreachable" };
    await expect(start({ url: "mqtt://127.0.0.1:1" })).rejects.toMatchObject(failure);
    await expect(start({ secret: "wrong" })).rejects.toMatchObject(failure);
  });
});
