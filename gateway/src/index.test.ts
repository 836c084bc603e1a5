/** The gateway's parts wired together, with a radio of the test's own and a broker of few words. */
import {
  decodeGatewayStatus,
  decodeSightings,
  encodeAdvert,
  type GatewayStatus,
  readToken,
  type SightingBatch,
} from "@sighej/protocol";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GatewayError, type Hear, parseConfig, type RadioState, start } from "./index.ts";
import { FaultyBroker } from "./testing/faulty-broker.ts";

const token = readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
const advert = encodeAdvert({ form: "service-data", token });
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
    const gateway = await start(config(), { version: "0.1.0", logger, source: radio.source });
    await vi.waitFor(() => expect(statuses()).toContainEqual(expect.anything()));
    radio.hear?.(advert, -60);
    radio.hear?.(advert, -50);
    radio.hear?.(Uint8Array.of(2, 1, 6), -40);
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
    radio.hear?.(advert, -70);
    await gateway.stop();
    expect(radio.stopped).toBe(1);
    expect(countSent()).toBe(3);
    expect(statuses().at(-1)).toEqual({ v: 1, state: "offline", bootId: batches()[0]?.bootId });
  });

  it("ends its connection when the radio cannot be used", async () => {
    const radio = testRadio(new GatewayError("no-adapter", "plug one in"));
    const failed = start(config(), { version: "0.1.0", logger, source: radio.source });
    await expect(failed).rejects.toMatchObject({ code: "no-adapter" });
    expect(radio.stopped).toBe(1);
  });
});

function testRadio(failure?: GatewayError) {
  const radio = {
    state: "scanning" as RadioState,
    stopped: 0,
    hear: undefined as Hear | undefined,
    source: {
      state: () => radio.state,
      start: async (hear: Hear) => {
        if (failure !== undefined) throw failure;
        radio.hear = hear;
      },
      stop: async () => {
        radio.stopped += 1;
      },
    },
  };
  return radio;
}

function config() {
  const parsed = parseConfig({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${port}`,
    SIGHEJ_VENUE: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001",
    SIGHEJ_GATEWAY: "door",
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
