/** The gateway's parts wired together, with a radio of the test's own and a broker of few words. */
import {
  decodeGatewayStatus,
  decodeSightings,
  encodeAdvert,
  type GatewayId,
  type GatewayStatus,
  readToken,
  type SightingBatch,
  topicOf,
  type VenueId,
} from "@sighej/protocol";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  GatewayError,
  type Management,
  type OpenRadio,
  parseConfig,
  type RadioEars,
  type RadioState,
  start,
} from "./index.ts";
import { FaultyBroker } from "./testing/faulty-broker.ts";

const token = readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
const advert = encodeAdvert({ form: "service-data", token });
const who = {
  venue: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001" as VenueId,
  gateway: "door" as GatewayId,
};
const logger = pino({ level: "silent" });

let broker: FaultyBroker;
let port: number;

beforeEach(async () => {
  broker = new FaultyBroker();
  port = await broker.listen();
});

afterEach(async () => {
  await broker.close();
});

describe("gateway", () => {
  it("sends what it hears, says how it is, and takes its leave", async () => {
    const radio = testRadio();
    const gateway = await start(config(), { version: "0.1.0", logger, ...radio.parts });
    await vi.waitFor(() => expect(statuses()).toContainEqual(expect.anything()));
    radio.hear(advert, -60);
    radio.hear(advert, -50);
    radio.hear(Uint8Array.of(2, 1, 6), -40);
    await vi.waitFor(() => expect(countSent()).toBe(2), { timeout: 3_000 });
    for (const { windowStart, windowLength, replayed, sightings } of batches()) {
      expect({ windowLength, replayed }).toEqual({ windowLength: 250, replayed: false });
      expect(windowStart % 250).toBe(0);
      expect(sightings).toMatchObject([{ token }]);
    }
    radio.state = "off";
    await vi.waitFor(
      () => expect(statuses()).toContainEqual(expect.objectContaining({ radio: "off" })),
      { timeout: 3_000 },
    );
    expect(statuses().at(-1)).toMatchObject({ adverts: 3, tokensHeard: 2, windowsHeld: 0 });
    radio.hear(advert, -70);
    await gateway.stop();
    expect(radio.closed).toBe(1);
    expect(countSent()).toBe(3);
    expect(statuses().at(-1)).toEqual({ v: 1, state: "offline", bootId: batches()[0]?.bootId });
  });

  it("does what it is told, and counts what it does not know", async () => {
    const radio = testRadio();
    const commanded: unknown[] = [];
    const configured: string[] = [];
    const gateway = await start(config(), {
      ...{ version: "0.1.0", logger, ...radio.parts },
      commanded: async (command) => {
        commanded.push(command);
        return "this machine has no LED";
      },
      configured: (bytes) => configured.push(Buffer.from(bytes).toString()),
    });
    await vi.waitFor(() => expect(broker.subscribed).toBe(1));
    broker.tell(topicOf({ ...who, channel: "command" }), '{"v":1,"command":"restart-scan"}');
    broker.tell(topicOf({ ...who, channel: "command" }), '{"v":1,"command":"blink","seconds":3}');
    broker.tell(topicOf({ ...who, channel: "command" }), '{"v":1,"command":"explode"}');
    broker.tell(topicOf({ ...who, channel: "config" }), "settings");
    await vi.waitFor(() => expect(configured).toEqual(["settings"]));
    expect(radio.rescans).toBe(1);
    expect(commanded).toEqual([{ v: 1, command: "blink", seconds: 3 }]);
    await vi.waitFor(() =>
      expect(gateway.status()).toMatchObject({
        commandsRefused: { "bad-field": 1 },
        recoveries: { asked: 1 },
        lastRecovery: { adapter: "hci3", step: "scan", reason: "asked" },
        lastCommand: { command: "blink", problem: "this machine has no LED" },
      }),
    );
    await gateway.stop();
  });

  it("ends its connection when the radio cannot be used", async () => {
    const failed = start(config(), {
      ...{ version: "0.1.0", logger, management: testRadio().parts.management },
      openRadio: () => {
        throw new GatewayError("radio-not-permitted", "run it as root");
      },
    });
    await expect(failed).rejects.toMatchObject({ code: "radio-not-permitted" });
  });
});

/** A radio that a test speaks for, in a machine that has one adapter. */
function testRadio() {
  let ears: RadioEars | undefined;
  const openRadio: OpenRadio = (_, given) => {
    ears = given;
    return {
      state: () => radio.state,
      rescan: () => {
        radio.rescans += 1;
      },
      reopen: () => undefined,
      close: async () => {
        radio.closed += 1;
      },
    };
  };
  const management: Management = {
    list: async () => [{ index: 3, address: "02:00:00:00:00:01" }],
    powerCycle: async () => undefined,
    changed: () => undefined,
    close: () => undefined,
  };
  const radio = {
    state: "scanning" as RadioState,
    closed: 0,
    rescans: 0,
    hear: (bytes: Uint8Array, level: number) => ears?.hear(bytes, 0, bytes.length, level),
    parts: { openRadio, management },
  };
  return radio;
}

function config() {
  const parsed = parseConfig({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${port}`,
    SIGHEJ_VENUE: who.venue,
    SIGHEJ_GATEWAY: who.gateway,
    SIGHEJ_GATEWAY_SECRET: "a secret",
    SIGHEJ_WINDOW_MS: "250",
  });
  if (!parsed.ok) throw new TypeError("a fixture is wrong");
  return parsed.value;
}

const sentTo = (channel: string): Buffer[] =>
  broker.publishes.filter(({ topic }) => topic.endsWith(channel)).map(({ payload }) => payload);

const batches = (): SightingBatch[] =>
  sentTo("/sightings").flatMap((payload) => {
    const batch = decodeSightings(payload);
    return batch.ok ? [batch.value] : [];
  });

/** Adverts in all windows sent; two may be in one window or, at its border, in two. */
const countSent = (): number =>
  batches()
    .flatMap(({ sightings }) => sightings)
    .reduce((sum, { count }) => sum + count, 0);

const statuses = (): GatewayStatus[] =>
  sentTo("/status").flatMap((payload) => {
    const status = decodeGatewayStatus(payload);
    return status.ok ? [status.value] : [];
  });
