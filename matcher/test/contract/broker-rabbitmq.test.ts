import { partitionOf, topicOf } from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { rabbitAccess } from "../../src/adapters/rabbitmq/access.ts";
import { consume } from "../../src/adapters/rabbitmq/consumer.ts";
import type { Subscriber, Takers } from "../../src/flows/receive.ts";
import { gateway, venue } from "../fixtures.ts";
import { type RabbitServer, startRabbit } from "../rabbitmq-server.ts";
import { brokerAccessContract } from "./broker-access.contract.ts";
import { type Reading, subscriberContract } from "./subscriber.contract.ts";

describe("RabbitMQ", () => {
  let server: RabbitServer;
  let engine: Reading;
  beforeAll(async () => {
    server = await startRabbit();
    const matcher = { username: "matcher", secret: "the matcher's secret" };
    const access = await rabbitAccess({
      ...{ management: server.management, vhost: "sighej", matcher },
    });
    engine = {
      ...{ url: server.mqtt, matcher, access, subscribe: consume },
      ...{ readUrl: server.amqp, nowhere: "amqp://127.0.0.1:1/sighej" },
      forget: () => server.purge(`sighej.${partitionOf(venue)}`),
    };
  }, 180_000);
  afterAll(async () => {
    await engine?.access.stop();
    await server?.stop();
  });

  brokerAccessContract(() => engine, {
    deniedPublish: "connection closed",
    forbidsRetaining: false,
    bindsClientIds: false,
  });
  subscriberContract(() => engine);

  describe("a partition", () => {
    const password = "a gateway's password";
    const key = { venue, gateway: gateway("bar-1") };
    const readers: Subscriber[] = [];
    const read = async (takers: Takers) => {
      const reader = await consume(
        {
          ...{ url: server.amqp, ...engine.matcher },
          venues: new Map([[venue, new Set([key.gateway])]]),
        },
        takers,
        () => {},
        () => {},
      );
      readers.push(reader);
      return reader;
    };
    afterEach(async () => {
      for (const reader of readers.splice(0)) await reader.stop();
    });
    const taking = () => {
      const taken: string[] = [];
      const sightings = (_at: unknown, _from: unknown, bytes: Uint8Array) =>
        void taken.push(Buffer.from(bytes).toString());
      return { taken, takers: { sightings, "check-ins": () => {}, status: () => {} } };
    };
    const publishing = async () => {
      await engine.access.admit(key, password);
      const username = `${key.venue}/${key.gateway}`;
      const client = await connectAsync(server.mqtt, {
        ...{ username, clientId: username, password, protocolVersion: 4 },
      });
      const topic = topicOf({ ...key, channel: "sightings" });
      return { client, say: (text: string) => client.publishAsync(topic, text, { qos: 1 }) };
    };

    it("is one matcher's at a time, and another's when that one ends", async () => {
      const [first, second] = [taking(), taking()];
      const one = await read(first.takers);
      await read(second.takers);
      const { client, say } = await publishing();
      for (let sent = 0; sent < 50; sent++) await say(`before ${sent}`);
      await expect.poll(() => first.taken.length, { timeout: 10_000 }).toBe(50);
      expect(second.taken).toEqual([]);
      await one.stop();
      for (let sent = 0; sent < 50; sent++) await say(`after ${sent}`);
      await expect.poll(() => second.taken.length, { timeout: 10_000 }).toBe(50);
      expect(first.taken).toHaveLength(50);
      await client.endAsync();
    });

    it("keeps a frame for a matcher that is away, in memory and with an end to it", async () => {
      const queue = `sighej.${partitionOf(venue)}`;
      const kept = (await server.ask(`queues/sighej/${queue}`)) as Record<string, unknown>;
      expect(kept).toMatchObject({
        durable: false,
        arguments: { "x-single-active-consumer": true, "x-message-ttl": 20_000 },
      });
      const { client, say } = await publishing();
      await say("waited");
      await client.endAsync();
      const { taken, takers } = taking();
      await read(takers);
      await expect.poll(() => taken, { timeout: 10_000 }).toContain("waited");
    });

    it("is read again by a matcher whose connection was cut", async () => {
      const { taken, takers } = taking();
      await read(takers);
      const { client, say } = await publishing();
      await say("first");
      await expect.poll(() => taken, { timeout: 10_000 }).toContain("first");
      await server.cut("matcher");
      await say("second");
      await expect.poll(() => taken, { timeout: 20_000 }).toContain("second");
      await client.endAsync();
    });
  });
});
