import { once } from "node:events";
import { createServer } from "node:net";
import {
  decodeEnrolled,
  decodeGatewayClaim,
  decodeGatewayConfig,
  decodeVenueSetupView,
  type Enrolled,
  encodeGatewayStatus,
  type GatewayOnline,
  topicOf,
} from "@sighej/protocol";
import mqtt, { type MqttClient } from "mqtt";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Matcher, start } from "../../src/index.ts";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import { setup, sure, venue } from "../fixtures.ts";
import { adminCode, problemOf } from "../matcher.ts";
import { freePort, type TestServer } from "../server-process.ts";

let broker: TestServer;
let matcher: Matcher;
const log: string[] = [];
const clients: MqttClient[] = [];
const SOON = { timeout: 10_000 };
const online: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "0.1.0", radio: "scanning" } as const),
  ...{ startedAt: 1, sentAt: 2, adapters: [], adverts: 9, tokensHeard: 8, refused: {} },
  ...{ windowsMade: 7, windowsSent: 6, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
  ...{ queueBytes: 0, commandsRefused: {}, recoveries: {}, loopLagMs: 1, rssBytes: 1 },
};

beforeEach(async () => {
  const port = await freePort();
  broker = await startBroker([], port);
  matcher = await start({
    http: { host: "127.0.0.1", port: 0 },
    broker: { url: broker.url, username: "matcher", secret: BROKER_SECRET },
    stores: { kind: "memory" },
    venues: [setup],
    adminCode,
    logger: pino({ level: "debug" }, { write: (line) => void log.push(line) }),
  });
}, 60_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await matcher.stop();
  await broker.stop();
});

const staff = (method: string, path: string, body?: unknown) =>
  fetch(`http://127.0.0.1:${matcher.port}/api/v1/admin/venue/${venue}/gateways${path}`, {
    method,
    headers: { authorization: `Bearer ${adminCode}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const post = (code: string) =>
  fetch(`http://127.0.0.1:${matcher.port}/api/v1/enrol`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });
const codeOf = async (answer: Response) => sure(decodeGatewayClaim(await answer.json())).code;
const enrol = async (code: string) => sure(decodeEnrolled(await (await post(code)).json()));

/** Connected with what an enrolment gave; rejects with the broker's refusal. */
async function connect({ broker: { url, username, password } }: Enrolled): Promise<MqttClient> {
  const client = mqtt.connect(url, {
    ...{ username, password, clientId: username, protocolVersion: 4, reconnectPeriod: 0 },
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
  });
  client.on("error", () => {});
  return client;
}
const closed = (client: MqttClient) =>
  new Promise<void>((resolve) => client.once("close", () => resolve()));

describe("an enrolled gateway", () => {
  it("is heard with what it was given, and with nothing else", async () => {
    const code = await codeOf(await staff("POST", "", { gateway: "bar-1" }));
    const enrolled = await enrol(code);
    const client = await connect(enrolled);
    const topic = topicOf({ ...enrolled, channel: "sightings" });
    await client.publishAsync(topic, "no frame", { qos: 1 });
    await expect.poll(() => Object.keys(matcher.counts()).join()).toContain("frame-");
    const forged = { ...enrolled, broker: { ...enrolled.broker, password: "x".repeat(43) } };
    await expect(connect(forged)).rejects.toMatchObject({ code: 4 });
  });

  it("is set to what staff set, placed or not, at once and when it comes again", async () => {
    const enrolled = await enrol(await codeOf(await staff("POST", "", { gateway: "attic" })));
    const heard: unknown[] = [];
    const listen = async () => {
      const client = await connect(enrolled);
      client.on("message", (_, payload) => heard.push(decodeGatewayConfig(payload)));
      await client.subscribeAsync(topicOf({ ...enrolled, channel: "config" }), { qos: 1 });
      return client;
    };
    const client = await listen();
    const body = { gateways: ["attic"], windowMs: 500, logLevel: "debug" };
    expect((await staff("PUT", "/settings", body)).status).toBe(200);
    const value = expect.objectContaining({ windowMs: 500, logLevel: "debug" });
    await expect.poll(() => heard, SOON).toEqual([{ ok: true, value }]);
    // One that says that it has none is told again; the broker has kept nothing new meanwhile.
    const status = Buffer.from(encodeGatewayStatus(online));
    await client.publishAsync(topicOf({ ...enrolled, channel: "status" }), status, { qos: 1 });
    await expect.poll(() => heard.length, SOON).toBe(2);
    await client.endAsync();
    heard.length = 0;
    await listen();
    await expect.poll(() => heard, SOON).toEqual([{ ok: true, value }]);
    await staff("PUT", "/settings", { gateways: ["attic"], windowMs: null, logLevel: null });
    const nothing = { v: 1, version: expect.any(Number) };
    await expect.poll(() => heard.at(-1), SOON).toEqual({ ok: true, value: nothing });
  });

  it("goes on under its old credential until the next code is traded, and is cut off then", async () => {
    const first = await enrol(await codeOf(await staff("POST", "", { gateway: "bar-1" })));
    const client = await connect(first);
    const next = await codeOf(await staff("POST", "/bar-1/claim"));
    await client.publishAsync(topicOf({ ...first, channel: "status" }), "x", { qos: 1 });
    const cut = closed(client);
    const second = await enrol(next);
    await cut;
    await connect(second);
    await expect(connect(first)).rejects.toMatchObject({ code: 4 });
  });

  it("is cut off and refused once its venue is over, and when that is deleted", async () => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`http://127.0.0.1:${matcher.port}/api/v1/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${adminCode}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
      return answer;
    };
    const made = sure(
      decodeVenueSetupView(await (await ask("POST", "/venues", { name: "Attic" })).json()),
    );
    const at = `/venue/${made.venue}`;
    const one = await enrol(await codeOf(await ask("POST", `${at}/gateways`, { gateway: "one" })));
    const connected = await connect(one);
    const cut = closed(connected);
    const unused = await codeOf(await ask("POST", `${at}/gateways`, { gateway: "two" }));
    await ask("PUT", `${at}/state`, { version: 1, state: "archived" });
    await cut;
    await expect(connect(one)).rejects.toMatchObject({ code: 4 });
    expect(await problemOf(await post(unused))).toMatchObject({ status: 404 });

    await ask("PUT", `${at}/state`, { version: 2, state: "draft" });
    await expect(connect(one)).rejects.toMatchObject({ code: 4 });
    const again = await enrol(await codeOf(await ask("POST", `${at}/gateways/one/claim`)));
    const gone = closed(await connect(again));
    await ask("DELETE", at);
    await gone;
    await expect(connect(again)).rejects.toMatchObject({ code: 4 });
  });

  it("is cut off when it is revoked", async () => {
    const enrolled = await enrol(await codeOf(await staff("POST", "", { gateway: "bar-1" })));
    const cut = closed(await connect(enrolled));
    expect((await staff("DELETE", "/bar-1/credential")).status).toBe(204);
    await cut;
    await expect(connect(enrolled)).rejects.toMatchObject({ code: 4 });
  });

  it("is let in by a broker that was started anew, which is told again", async () => {
    const enrolled = await enrol(await codeOf(await staff("POST", "", { gateway: "bar-1" })));
    await broker.stop();
    broker = await startBroker([], Number(new URL(broker.url).port));
    // "Not yet" until the matcher is back, and never "no".
    await expect
      .poll(
        () =>
          connect(enrolled).then(
            () => "in",
            ({ code }) => code,
          ),
        { timeout: 20_000 },
      )
      .toBe("in");
  });

  it("may try its code again when the broker was away", async () => {
    const code = await codeOf(await staff("POST", "", { gateway: "bar-1" }));
    const port = Number(new URL(broker.url).port);
    await broker.stop();
    // Something listens there and says nothing: neither refused nor connected.
    const silent = createServer().listen(port, "127.0.0.1");
    await once(silent, "listening");
    const away = await post(code);
    expect(await problemOf(away)).toMatchObject({
      ...{ status: 503, type: "/problems/broker-unreachable" },
    });
    silent.close();
    broker = await startBroker([], port);
    await expect.poll(async () => (await post(code)).status, { timeout: 20_000 }).toBe(201);
  });

  it("leaves no code and no password in the log", async () => {
    const code = await codeOf(await staff("POST", "", { gateway: "bar-1" }));
    const { broker: given } = await enrol(code);
    await post(code);
    await staff("DELETE", "/bar-1/credential");
    for (const secret of [code, code.replaceAll("-", ""), given.password])
      expect(log.join("")).not.toContain(secret);
  });
});
