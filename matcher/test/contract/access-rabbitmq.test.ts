import { afterAll, beforeAll, describe } from "vitest";
import { rabbitAccess } from "../../src/adapters/rabbitmq/access.ts";
import { type RabbitServer, startRabbit } from "../rabbitmq-server.ts";
import { brokerAccessContract, type Engine } from "./broker-access.contract.ts";

describe("RabbitMQ", () => {
  let server: RabbitServer;
  let engine: Engine;
  beforeAll(async () => {
    server = await startRabbit();
    const matcher = { username: "matcher", secret: "the matcher's secret" };
    const access = await rabbitAccess({
      ...{ management: server.management, vhost: "sighej", matcher },
    });
    engine = { url: server.mqtt, matcher, access };
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
});
