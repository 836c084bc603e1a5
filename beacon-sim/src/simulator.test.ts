import { rm } from "node:fs/promises";
import {
  ADVERT_UUID,
  encodeSimulatedBinding,
  epochAt,
  type GatewayId,
  tokenOf,
  unixMs,
  uuidOnAir,
} from "@sighej/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "./clock.ts";
import { airAddressesOf } from "./hci/air-address.ts";
import { encodeCommand } from "./hci/packets.ts";
import { connectAdapter } from "./hci/remote-adapter.ts";
import { tinyRecording } from "./replay/testing/tiny-recording.ts";
import { type Simulator, type Source, startSimulator } from "./simulator.ts";
import { point, testKey, testVenue } from "./testing/bindings.ts";
import { receptionDesk } from "./testing/reception-desk.ts";

const now = () => unixMs(systemClock.now());
const bindingOf = (filling: number) => ({
  venue: testVenue,
  beaconKey: testKey(filling),
  expiresAt: unixMs(Math.floor(now()) + 60_000),
});
const logger = { info: () => {}, warn: () => {} };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function opened(source: Source): Promise<Simulator> {
  const simulator = await startSimulator({ source, now, logger });
  closing.push(simulator.stop);
  return simulator;
}

function soleAddressOf(env: Readonly<Record<string, string>>) {
  const [address] = airAddressesOf(env);
  if (address === undefined) throw new Error("one antenna has one address");
  return address;
}

/** Has a gateway's radio scan, as its process would; answers the tokens that come up over HCI. */
async function scanAt(simulator: Simulator, gateway: GatewayId | undefined): Promise<Set<bigint>> {
  if (gateway === undefined) throw new Error("the hall has gateways");
  const adapter = await connectAdapter(soleAddressOf(simulator.gatewayEnv(gateway)));
  const tokens = new Set<bigint>();
  const mark = Buffer.from(uuidOnAir(ADVERT_UUID));
  adapter.deliverTo((packet) => {
    const at = packet.indexOf(mark);
    if (at >= 0) tokens.add(packet.readBigUInt64BE(at + mark.length + 1));
    return true;
  });
  // Reset; all events; scan parameters: passive, 10 ms of 10 ms, own public address; scan on, with duplicates.
  adapter.send(encodeCommand(0x0c03, Buffer.of()));
  adapter.send(encodeCommand(0x0c01, Buffer.alloc(8, 0xff)));
  adapter.send(encodeCommand(0x200b, Buffer.of(0, 0x10, 0, 0x10, 0, 0, 0)));
  adapter.send(encodeCommand(0x200c, Buffer.of(1, 0)));
  return tokens;
}

const tokenNow = (filling: number) => tokenOf(testKey(filling), testVenue, epochAt(now()));
const postBadge = (simulator: Simulator, filling: number, method = "POST") =>
  fetch(simulator.badgeUrl, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(encodeSimulatedBinding(bindingOf(filling))),
  });
/** A badge sends once a second, and a gateway may miss a few. */
const soon = { timeout: 10_000, interval: 50 };
const PATIENT = 15_000;

describe("a simulator with a crowd", () => {
  it("puts every made-up person's token on the radio of a gateway", {
    timeout: PATIENT,
  }, async () => {
    const matcher = await receptionDesk();
    closing.push(matcher.close);
    const simulator = await opened({ kind: "crowd", people: 5, seed: 1 });
    const tokens = await scanAt(simulator, simulator.plan.gateways[0]?.id);
    await simulator.populate(matcher.url, testVenue);
    await vi.waitFor(() => expect(tokens.size).toBeGreaterThanOrEqual(5), soon);
    expect(tokens).toContain(tokenNow(1));
    expect(simulator.hciLog("south-west" as GatewayId)?.reports.delivered).toBeGreaterThan(0);
    await expect(simulator.populate(matcher.url, testVenue)).rejects.toMatchObject({
      code: "bad-setting",
    });
    await simulator.stop();
    expect(matcher.open.size).toBe(0);
  });

  it("lets people in again after the matcher was not there", async () => {
    const simulator = await opened({ kind: "crowd", people: 2, seed: 1 });
    const gone = await receptionDesk();
    await gone.close();
    await expect(simulator.populate(gone.url, testVenue)).rejects.toMatchObject({
      code: "matcher-failed",
    });
    const matcher = await receptionDesk();
    closing.push(matcher.close);
    await simulator.populate(matcher.url, testVenue);
    expect(matcher.open.size).toBe(2);
    await simulator.stop();
  });

  it("puts a visitor's token on the air when their app posts the key, until it takes it back", {
    timeout: PATIENT,
  }, async () => {
    const simulator = await opened({ kind: "crowd", people: 8, seed: 2 });
    const tokens = await scanAt(simulator, simulator.plan.gateways[0]?.id);
    expect((await postBadge(simulator, 7)).status).toBe(204);
    await vi.waitFor(() => expect(tokens).toContain(tokenNow(7)), soon);
    expect((await postBadge(simulator, 7, "DELETE")).status).toBe(204);
    const { transmitted } = simulator.counters();
    expect((await postBadge(simulator, 8)).status).toBe(204);
    tokens.clear();
    await vi.waitFor(
      () => expect(simulator.counters().transmitted).toBeGreaterThan(transmitted + 1),
      soon,
    );
    expect(tokens).not.toContain(tokenNow(7));
  });

  it("leaves nothing behind: no port, no badge, no timer that a stop would wait for", async () => {
    const simulator = await opened({ kind: "crowd", people: 3, seed: 1 });
    simulator.place(bindingOf(1), point(1, 1));
    const env = simulator.gatewayEnv("south" as GatewayId);
    await Promise.all([simulator.stop(), simulator.stop()]);
    await expect(postBadge(simulator, 1)).rejects.toThrow();
    await expect(connectAdapter(soleAddressOf(env))).rejects.toMatchObject({ name: "SimError" });
    await expect(simulator.populate(new URL("http://x"), testVenue)).rejects.toThrow();
  });

  it("stops while people are still waiting at the door", async () => {
    const matcher = await receptionDesk({
      mood: () => ({ status: 503, headers: { "retry-after": "30" } }),
    });
    closing.push(matcher.close);
    const simulator = await opened({ kind: "crowd", people: 3, seed: 1 });
    const refused = expect(simulator.populate(matcher.url, testVenue)).rejects.toMatchObject({
      code: "matcher-failed",
    });
    await vi.waitFor(() => expect(matcher.busiest()).toBe(1));
    await simulator.stop();
    await refused;
  });

  it("holds no crowd that is not small", async () => {
    for (const people of [-1, 501, Number.NaN])
      await expect(
        startSimulator({ source: { kind: "crowd", people, seed: 1 }, now, logger }),
      ).rejects.toMatchObject({ code: "bad-setting" });
  });
});

describe("a simulator with a recording", () => {
  it("puts keys at the positions that a test asks for, on the recorded receivers' radios", {
    timeout: PATIENT,
  }, async () => {
    const heard = Array.from({ length: 40 }, (_, index) => [index * 100, -60] as const);
    const folder = await tinyRecording({
      left: { "1_1_1": heard, "2_1_1": heard, "9_1_1": heard },
      right: { "9_1_1": heard },
    });
    closing.push(() => rm(folder, { recursive: true }));
    const positions = [point(1, 1), point(9, 1)];
    const simulator = await opened({ kind: "recording", folder, people: 0, positions, seed: 1 });
    const left = await scanAt(simulator, "left" as GatewayId);
    const right = await scanAt(simulator, "right" as GatewayId);
    simulator.place(bindingOf(1), point(1, 1));
    simulator.place(bindingOf(2), point(9, 1));
    await vi.waitFor(() => expect([...left].length).toBe(2), soon);
    await vi.waitFor(() => expect(right).toContain(tokenNow(2)), soon);
    expect(right).not.toContain(tokenNow(1));
  });

  it("says which file is missing", async () => {
    const source: Source = { kind: "recording", folder: "/nowhere", seed: 1 };
    await expect(startSimulator({ source, now, logger })).rejects.toMatchObject({
      code: "bad-recording",
    });
  });
});
