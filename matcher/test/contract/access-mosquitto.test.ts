import { afterAll, beforeAll, describe } from "vitest";
import { dynamicSecurity } from "../../src/adapters/mqtt/dynamic-security.ts";
import { startMosquitto } from "../mosquitto-server.ts";
import type { TestServer } from "../server-process.ts";
import { brokerAccessContract, type Engine } from "./broker-access.contract.ts";
import { withinReach } from "./opened.ts";

describe("Mosquitto", () => {
  let server: TestServer;
  let engine: Engine;
  beforeAll(async () => {
    const matcher = { username: "matcher", secret: "the matcher's secret" };
    server = await startMosquitto(matcher.secret);
    const access = dynamicSecurity({ url: server.url, ...matcher }, () => {});
    engine = { url: server.url, matcher, access };
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
});
