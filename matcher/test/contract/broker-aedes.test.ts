import { afterAll, beforeAll, describe } from "vitest";
import { accessNotices } from "../../src/adapters/mqtt/access-notices.ts";
import { subscribe } from "../../src/adapters/mqtt/subscriber.ts";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import type { TestServer } from "../server-process.ts";
import { brokerAccessContract } from "./broker-access.contract.ts";
import { withinReach } from "./opened.ts";
import { type Reading, subscriberContract } from "./subscriber.contract.ts";

describe("our own broker, aedes", () => {
  let server: TestServer;
  let engine: Reading;
  beforeAll(async () => {
    server = await startBroker([]);
    const matcher = { username: "matcher", secret: BROKER_SECRET };
    const access = accessNotices({ url: server.url, ...matcher }, () => {});
    engine = {
      ...{ url: server.url, matcher, access, subscribe },
      ...{ readUrl: server.url, nowhere: "mqtt://127.0.0.1:1" },
    };
    await access.agree([], []);
    await withinReach(access);
  }, 60_000);
  afterAll(async () => {
    await engine?.access.stop();
    await server?.stop();
  });

  brokerAccessContract(() => engine, {
    deniedPublish: "acknowledged",
    forbidsRetaining: true,
    bindsClientIds: true,
  });
  subscriberContract(() => engine);
});
