/**
 * Subscriber contract: what every way of reading a broker must do, whatever broker and protocol. Gateways
 * speak MQTT to it.
 */
import {
  type Channel,
  checkInProof,
  decodeGatewayCommand,
  decodeGatewayConfig,
  durationMs,
  encodeCheckInReport,
  encodeSightings,
  epochAt,
  type GatewayId,
  type PushedConfig,
  tokenOf,
  topicOf,
  unixMs,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { beforeEach, expect, it, vi } from "vitest";
import type { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { checkInsOf } from "../../src/flows/check-in.ts";
import { ingestFrame } from "../../src/flows/ingest.ts";
import type { SubscriberConfig } from "../../src/flows/receive.ts";
import { metricsOf } from "../../src/metrics.ts";
import { batchOf, gateway, noon, otherVenue, venue } from "../fixtures.ts";
import { startMatcher } from "../matcher.ts";
import type { Engine } from "./broker-access.contract.ts";

const [known, unknown] = [gateway("bar-1"), gateway("attic")];
/** A broker delivers in milliseconds, and in seconds when the machine is busy. */
const WITHIN = { timeout: 10_000 };
const frame = Buffer.from(encodeSightings(batchOf(noon, 1, [])));

/** A broker, and how the matcher reads it. */
export interface Reading extends Engine {
  readonly subscribe: typeof subscribe;
  /** What `subscribe` is told. */
  readonly readUrl: string;
  /** Where frames wait in a queue for a reader that is away: takes them out. Retained ones stay. */
  forget?(): Promise<void>;
  /** Nobody listens there. */
  readonly nowhere: string;
}

export function subscriberContract(reading: () => Reading): void {
  const password = "a gateway's password";
  beforeEach(async () => {
    for (const key of [
      { venue, gateway: known },
      { venue, gateway: unknown },
      { venue: otherVenue, gateway: known },
    ])
      await reading().access.admit(key, password);
  });
  const config = (): SubscriberConfig => ({
    ...{ url: reading().readUrl, ...reading().matcher },
    venues: new Map([[venue, new Set<GatewayId>([known])]]),
  });
  const connect = (at: typeof venue, from: GatewayId) => {
    const username = `${at}/${from}`;
    return connectAsync(reading().url, {
      username,
      clientId: username,
      password,
      protocolVersion: 4,
    });
  };
  const publish = async (
    at: typeof venue,
    from: GatewayId,
    channel: Channel,
    payload: Buffer,
    retain = false,
  ) => {
    const client = await connect(at, from);
    const topic = topicOf({ venue: at, gateway: from, channel });
    await client.publishAsync(topic, payload, { qos: 1, retain });
    await client.endAsync();
  };

  it("takes frames of the venue's gateways, counts others, and hears every status", async () => {
    const taken: unknown[] = [];
    const said: unknown[] = [];
    const metrics = metricsOf();
    const subscriber = await reading().subscribe(
      config(),
      {
        sightings: (at, from, bytes) => taken.push([at, from, Buffer.from(bytes)]),
        "check-ins": () => taken.push("check-in"),
        status: (at, from, bytes, retained) =>
          said.push([at, from, `${Buffer.from(bytes)}`, retained]),
      },
      metrics.count,
      () => {},
    );
    await publish(venue, unknown, "sightings", frame);
    await publish(otherVenue, known, "sightings", frame);
    await publish(venue, unknown, "status", Buffer.from("{}"));
    await publish(venue, known, "sightings", frame);
    await vi.waitFor(() => expect(taken).toEqual([[venue, known, frame]]), WITHIN);
    // Also of one that hangs nowhere yet: staff want to see that it reports.
    await vi.waitFor(() => expect(said).toEqual([[venue, unknown, "{}", false]]), WITHIN);
    // Where a whole partition is read, other venues of it may be seen; they are not taken.
    expect(metrics.counts()).toMatchObject({ "frame-of-unknown-gateway": 1 });
    expect(metrics.counts()).not.toHaveProperty("topic-not-ours");
    await subscriber.stop();
  });

  it("follows venues that come and go while it reads", async () => {
    const taken: unknown[] = [];
    const venues = new Map([[venue, new Set<GatewayId>([known])]]);
    const subscriber = await reading().subscribe(
      { ...config(), venues },
      { sightings: (at) => taken.push(at), "check-ins": () => {}, status: () => {} },
      metricsOf().count,
      () => {},
    );
    venues.set(otherVenue, new Set([known]));
    subscriber.follow();
    await vi.waitFor(async () => {
      await publish(otherVenue, known, "sightings", frame);
      expect(taken).toContain(otherVenue);
    }, WITHIN);
    venues.delete(otherVenue);
    venues.get(venue)?.add(unknown);
    subscriber.follow();
    taken.length = 0;
    await publish(otherVenue, known, "sightings", frame);
    await publish(venue, unknown, "sightings", frame);
    await vi.waitFor(() => expect(taken).toEqual([venue]), WITHIN);
    await subscriber.stop();
  });

  it("takes nothing that a broker has retained", async () => {
    const taken: unknown[] = [];
    await publish(venue, known, "sightings", Buffer.from("forged"), true);
    await reading().forget?.();
    const subscriber = await reading().subscribe(
      config(),
      {
        sightings: (_at, _from, bytes) => taken.push(Buffer.from(bytes)),
        "check-ins": () => {},
        status: () => {},
      },
      metricsOf().count,
      () => {},
    );
    await publish(venue, known, "sightings", frame);
    await vi.waitFor(() => expect(taken).toEqual([frame]), WITHIN);
    await publish(venue, known, "sightings", Buffer.alloc(0), true);
    await subscriber.stop();
  });

  it("tells a gateway what to do", async () => {
    const takers = { sightings: () => {}, "check-ins": () => {}, status: () => {} };
    const subscriber = await reading().subscribe(config(), takers, metricsOf().count, () => {});
    const client = await connect(venue, known);
    const told: unknown[] = [];
    client.on("message", (_, payload) => told.push(decodeGatewayCommand(payload)));
    await client.subscribeAsync(topicOf({ venue, gateway: known, channel: "command" }), { qos: 1 });
    const command = { v: 1, command: "blink", seconds: 7 } as const;
    subscriber.tell(venue, known, command);
    await vi.waitFor(() => expect(told).toEqual([{ ok: true, value: command }]), WITHIN);
    await client.endAsync();
    await subscriber.stop();
  });

  it("acknowledges to its gateway what it has taken in, and nothing that it cannot read", async () => {
    const matcher = await startMatcher();
    const subscriber = await reading().subscribe(
      config(),
      {
        sightings: (at, from, bytes, tell) => ingestFrame(matcher.ports, at, from, bytes, tell),
        "check-ins": () => {},
        status: () => {},
      },
      metricsOf().count,
      () => {},
    );
    const client = await connect(venue, known);
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
    await vi.waitFor(() => expect(told).toEqual([ack(1), ack(1), ack(4)]), WITHIN);
    await client.endAsync();
    await subscriber.stop();
    await matcher.stop();
  });

  it("tells a gateway once more what it is set to", async () => {
    const set = { v: 1, version: 7, windowMs: 500, logLevel: "debug" } as const;
    const own = new Map<GatewayId, PushedConfig>([[known, set]]);
    const subscriber = await reading().subscribe(
      { ...config(), settings: new Map([[venue, own]]) },
      { sightings: () => {}, "check-ins": () => {}, status: () => {} },
      metricsOf().count,
      () => {},
    );
    const client = await connect(venue, known);
    const heard: unknown[] = [];
    client.on("message", (_, payload) => heard.push(decodeGatewayConfig(payload)));
    await client.subscribeAsync(topicOf({ venue, gateway: known, channel: "config" }), { qos: 1 });
    // The broker may have kept the first; nobody but this has told of the next.
    const value = { ...set, version: 8 };
    own.set(known, value);
    subscriber.settle(venue, known);
    subscriber.settle(venue, unknown);
    await vi.waitFor(() => expect(heard).toContainEqual({ ok: true, value }), WITHIN);
    await client.endAsync();
    await subscriber.stop();
  });

  it("brings a check-in from its gateway to its session, once", async () => {
    const matcher = await startMatcher();
    const metrics = metricsOf();
    const take = checkInsOf({ ...matcher.ports, count: metrics.count });
    const subscriber = await reading().subscribe(
      config(),
      {
        sightings: () => {},
        "check-ins": (at, from, bytes) => void take(at, from, bytes),
        status: () => {},
      },
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
    await vi.waitFor(() => expect(metrics.counts()).toEqual(counted), WITHIN);
    expect(await matcher.ports.sessions.find(venue, person.session)).toMatchObject({
      carriers: [{ kind: "check-in", zone: "bar" }],
    });
    await subscriber.stop();
    await matcher.stop();
  });

  it("fails with a code where no broker is, and where it is refused", async () => {
    const counted = metricsOf().count;
    const start = (change: Partial<ReturnType<typeof config>>) =>
      reading().subscribe(
        { ...config(), ...change },
        { sightings: () => {}, "check-ins": () => {}, status: () => {} },
        counted,
        () => {},
      );
    const failure = { name: "MatcherError", code: "broker-unreachable" };
    await expect(start({ url: reading().nowhere })).rejects.toMatchObject(failure);
    await expect(start({ secret: "wrong" })).rejects.toMatchObject(failure);
  });
}
