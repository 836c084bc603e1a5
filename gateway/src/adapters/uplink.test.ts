import {
  dbm,
  decodeGatewayCommand,
  decodeGatewayStatus,
  decodeSightings,
  durationMs,
  type GatewayStatus,
  readToken,
  unixMs,
} from "@sighej/protocol";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type GatewayConfig, parseConfig } from "../config.ts";
import { type Ring, startRing } from "../ring.ts";
import { FaultyBroker } from "../testing/faulty-broker.ts";
import { startUplink, type Uplink } from "./uplink.ts";

const name = "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001/door";
const goodbye: GatewayStatus = { v: 1, state: "offline", bootId: 7 };
const start = unixMs(1_700_000_000_000);

let broker: FaultyBroker;
let port: number;
let ring: Ring;
let uplink: Uplink;
let connections: number;
/** Monotonic, ms. */
let now: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  broker = new FaultyBroker();
  port = await broker.listen();
  ring = startRing();
  connections = 0;
  now = 0;
});

afterEach(async () => {
  const stopped = uplink.stop(goodbye);
  await vi.advanceTimersByTimeAsync(2_000);
  await stopped;
  await broker.close();
  vi.useRealTimers();
});

describe("uplink", () => {
  it("says who it is, leaves an offline status as its will, and asks for a clean session", async () => {
    begin();
    await until(() => connections === 1);
    const [connect] = broker.connects;
    expect(connect).toMatchObject({
      clientId: name,
      username: name,
      password: "a secret",
      clean: true,
      keepalive: 10,
      will: { topic: expect.stringMatching(/door\/status$/), retain: true },
    });
    expect(connect && decodeGatewayStatus(connect.will.payload)).toEqual({
      ok: true,
      value: goodbye,
    });
  });

  it("sends windows at QoS 1 and takes each off the ring once the matcher has it", async () => {
    begin();
    await until(() => connections === 1);
    for (let sequence = 0; sequence < 20; sequence++) push(sequence);
    await until(() => ring.counts().sent === 20);
    expect(sequences()).toEqual(Array.from({ length: 20 }, (_, at) => at));
    for (const { topic, qos, retain } of broker.publishes)
      expect({ topic, qos, retain }).toEqual({
        topic: expect.stringMatching(/door\/sightings$/),
        qos: 1,
        retain: false,
      });
  });

  it("keeps what the broker has acknowledged and the matcher has not", async () => {
    broker.taking = false;
    begin();
    await until(() => connections === 1);
    for (let sequence = 0; sequence < 6; sequence++) push(sequence);
    await until(() => broker.publishes.length === 6);
    await turns();
    expect(ring.counts()).toMatchObject({ sent: 0, held: 6 });
    broker.taking = true;
    broker.cut();
    await reconnected(2);
    await until(() => ring.counts().sent === 6);
    expect(sequences()).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]);
  });

  it("lets no fresh window wait for a backlog, which goes out one at a time", async () => {
    await broker.close();
    begin();
    for (let sequence = 0; sequence < 20; sequence++) push(sequence);
    now = 60_000;
    broker = new FaultyBroker();
    await broker.listen(port);
    await reconnected(1);
    await until(() => ring.counts().sent === 1);
    push(20);
    push(21);
    await until(() => ring.counts().sent === 3);
    expect(sequences()).toEqual([0, 20, 21]);
    await until(() => {
      vi.advanceTimersByTime(10);
      return ring.counts().sent === 22;
    });
    expect(sequences().slice(3)).toEqual(Array.from({ length: 19 }, (_, at) => at + 1));
    const marks = broker.publishes.map(({ payload }) => decodeSightings(payload));
    expect(marks.map((frame) => frame.ok && frame.value.replayed)).toEqual([
      ...[true, false, false],
      ...Array.from({ length: 19 }, () => true),
    ]);
  });

  it("asks with one old window at a time whether anybody listens, every five seconds", async () => {
    broker.taking = false;
    begin();
    await until(() => connections === 1);
    for (let sequence = 0; sequence < 9; sequence++) push(sequence);
    await until(() => broker.publishes.length === 9);
    now = 60_000;
    for (let tick = 0; tick < 100; tick++) {
      uplink.pump();
      vi.advanceTimersByTime(100);
      await turns();
      now += 100;
    }
    expect(sequences().slice(9)).toEqual([0, 1]);
    broker.taking = true;
    now += 5_000;
    uplink.pump();
    await until(() => {
      vi.advanceTimersByTime(10);
      return ring.counts().sent >= 7;
    });
    now += 11_000;
    uplink.pump();
    await until(() => {
      vi.advanceTimersByTime(10);
      return ring.counts().sent === 9;
    });
  });

  it("has four windows on their way at most, and sends them again on the next connection", async () => {
    broker.acknowledging = false;
    begin();
    await until(() => connections === 1);
    for (let sequence = 0; sequence < 10; sequence++) push(sequence);
    await until(() => broker.publishes.length === 4);
    await turns();
    expect(sequences()).toEqual([0, 1, 2, 3]);
    broker.acknowledging = true;
    broker.cut();
    await reconnected(2);
    await until(() => ring.counts().sent === 10);
    expect(sequences()).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("gives a connection up that acknowledges nothing for 10 s", async () => {
    broker.acknowledging = false;
    begin();
    await until(() => connections === 1);
    push(0);
    await until(() => broker.publishes.length === 1);
    broker.acknowledging = true;
    await vi.advanceTimersByTimeAsync(10_000);
    await reconnected(2);
    await until(() => ring.counts().sent === 1);
  });

  it("publishes nothing while offline, and what the ring still holds afterwards", async () => {
    await broker.close();
    begin();
    for (let sequence = 0; sequence < 3; sequence++) push(sequence);
    expect(uplink.report(goodbye)).toBe(false);
    broker = new FaultyBroker();
    await broker.listen(port);
    await reconnected(1);
    await until(() => ring.counts().sent === 3);
    expect(sequences()).toEqual([0, 1, 2]);
  });

  it("says so where its credentials are refused, and asks again only after half a minute", async () => {
    broker.connack = 4;
    const lines = begin();
    await until(() => lines.length > 0);
    expect(lines[0]).toMatchObject({ code: 4, msg: expect.stringContaining("secret") });
    expect(lines.join()).not.toContain("a secret");
    await vi.advanceTimersByTimeAsync(29_000);
    await turns();
    expect(broker.connects).toHaveLength(1);
    broker.connack = 0;
    await reconnected(1);
    expect(broker.connects).toHaveLength(2);
  });

  it("sends one status at a time, retained", async () => {
    begin();
    await until(() => connections === 1);
    expect(uplink.report(goodbye)).toBe(true);
    expect(uplink.report(goodbye)).toBe(false);
    await until(() => broker.publishes.length === 1);
    expect(broker.publishes[0]).toMatchObject({ qos: 1, retain: true });
    await until(() => uplink.report(goodbye));
  });

  it("ends with what it holds, then its offline status, then a goodbye", async () => {
    begin();
    await until(() => connections === 1);
    for (let sequence = 0; sequence < 9; sequence++) push(sequence);
    await uplink.stop(goodbye);
    expect(ring.counts()).toMatchObject({ sent: 9, held: 0, dropped: 0 });
    const last = broker.publishes.at(-1);
    expect(last).toMatchObject({ topic: expect.stringMatching(/status$/), retain: true });
    expect(last && decodeGatewayStatus(last.payload)).toEqual({ ok: true, value: goodbye });
    await until(() => broker.goodbyes === 1);
  });

  it("ends within 2 s though the broker acknowledges nothing", async () => {
    broker.acknowledging = false;
    begin();
    await until(() => connections === 1);
    push(0);
    const stopped = uplink.stop(goodbye);
    await vi.advanceTimersByTimeAsync(2_000);
    await stopped;
    expect(ring.counts()).toMatchObject({ sent: 0, held: 1 });
  });
});

/** Starts the uplink; gives its log lines. */
function begin(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: "warn" },
    { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  uplink = startUplink(config(), {
    ring,
    will: goodbye,
    connected: () => {
      connections += 1;
    },
    told: (channel, bytes) => {
      const command = channel === "command" ? decodeGatewayCommand(bytes) : undefined;
      if (command?.ok && command.value.command === "ack") uplink.acknowledge(command.value);
    },
    now: () => now,
    random: () => 0,
    logger,
  });
  return lines;
}

function config(): GatewayConfig {
  const [venue, gateway] = name.split("/");
  const parsed = parseConfig({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${port}`,
    SIGHEJ_VENUE: venue,
    SIGHEJ_GATEWAY: gateway,
    SIGHEJ_GATEWAY_SECRET: "a secret",
  });
  if (!parsed.ok) throw new TypeError("a fixture is wrong");
  return parsed.value;
}

function push(sequence: number): void {
  const token = readToken(new Uint8Array(8), 0);
  const batch = {
    bootId: 7,
    sequence,
    windowStart: start,
    windowLength: durationMs(1_000),
    clockError: durationMs(0),
    replayed: false,
    sightings: [{ token, count: 1, mean: dbm(-60), max: dbm(-60) }],
  };
  ring.push(batch, now);
  uplink.pump();
}

/** Sequence numbers of the windows that the broker was sent. */
const sequences = (): number[] =>
  broker.publishes
    .filter(({ topic }) => topic.endsWith("/sightings"))
    .map(({ payload }) => decodeSightings(payload))
    .map((frame) => (frame.ok ? frame.value.sequence : -1));

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
async function turns(): Promise<void> {
  for (let count = 0; count < 50; count++) await turn();
}

/** Real time passes: sockets are real, only timers are not. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

/** Lets the waits between attempts pass. */
async function reconnected(times: number): Promise<void> {
  await until(() => {
    vi.advanceTimersByTime(10);
    return connections === times;
  });
}
