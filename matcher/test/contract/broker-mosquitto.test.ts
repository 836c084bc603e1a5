import { afterAll, beforeAll, describe } from "vitest";
import { dynamicSecurity } from "../../src/adapters/mqtt/dynamic-security.ts";
import { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { startMosquitto } from "../mosquitto-server.ts";
import type { TestServer } from "../server-process.ts";
import { brokerAccessContract } from "./broker-access.contract.ts";
import { withinReach } from "./opened.ts";
import { type Reading, subscriberContract } from "./subscriber.contract.ts";

describe("Mosquitto", () => {
  let server: TestServer;
  let engine: Reading;
  beforeAll(async () => {
    const matcher = { username: "matcher", secret: "the matcher's secret" };
    server = await startMosquitto(matcher.secret);
    const access = dynamicSecurity({ url: server.url, ...matcher }, () => {});
    engine = {
      ...{ url: server.url, matcher, access, subscribe },
      ...{ readUrl: server.url, nowhere: "mqtt://127.0.0.1:1" },
    };
    await withinReach(access);
  }, 60_000);
  afterAll(async () => {
    await engine?.access.stop();
    await server?.stop();
  });

  brokerAccessContract(() => engine, {
    deniedPublish: "acknowledged",
    forbidsRetaining: false,
    bindsClientIds: true,
  });
  subscriberContract(() => engine);
});
