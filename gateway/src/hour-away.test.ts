/** An hour without a broker, by a clock that the test turns: window, ring and uplink as they are. */
import {
  dbm,
  decodeGatewayCommand,
  decodeSightings,
  durationMs,
  readToken,
  type Token,
  unixMs,
} from "@sighej/protocol";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startUplink, type ToldChannel } from "./adapters/uplink.ts";
import { parseConfig } from "./config.ts";
import { MAX_AGE, startRing } from "./ring.ts";
import { FaultyBroker } from "./testing/faulty-broker.ts";
import { startWindow } from "./window.ts";

/** A full hall at one gateway. */
const TOKENS = 300;
const HOUR_S = 3_600;
/** How long it is looked at after the broker's return. */
const AFTERWARDS_S = 90;
const STEP_MS = 50;
const BEGIN = 1_700_000_000_000;
/** An hour of this hall would be 13 MB; ten minutes of it are 2.1 MB. */
const CAP_BYTES = 2 * 1_024 * 1_024;

let broker: FaultyBroker;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  await broker.close();
  vi.useRealTimers();
});

it("stays in its bounds for an hour, and drains without a fresh window that waits a second", {
  timeout: 60_000,
}, async () => {
  broker = new FaultyBroker();
  const port = await broker.listen();
  await broker.close();
  const parsed = parseConfig({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${port}`,
    SIGHEJ_VENUE: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001",
    SIGHEJ_GATEWAY: "door",
    SIGHEJ_GATEWAY_SECRET: "a secret",
  });
  if (!parsed.ok) throw new TypeError("a fixture is wrong");
  let now = 0;
  const ring = startRing(CAP_BYTES);
  const closedAt: number[] = [];
  const window = startWindow(
    durationMs(1_000),
    { bootId: 7, next: 0 },
    () => undefined,
    (batch) => {
      closedAt.push(now);
      ring.push(batch, now);
      uplink.pump();
    },
  );
  const uplink = startUplink(parsed.value, {
    ring,
    will: { v: 1, state: "offline", bootId: 7 },
    connected: () => undefined,
    told: (channel: ToldChannel, bytes) => {
      const command = channel === "command" ? decodeGatewayCommand(bytes) : undefined;
      if (command?.ok && command.value.command === "ack") uplink.acknowledge(command.value);
    },
    now: () => now,
    random: () => 0,
    logger: pino({ level: "silent" }),
  });
  /** Lets a second of the hall pass. */
  const second = async (steps: number): Promise<void> => {
    for (const token of tokens) window.collect(token, dbm(-60), unixMs(BEGIN + now));
    for (let step = 0; step < steps; step++) {
      now += 1_000 / steps;
      vi.advanceTimersByTime(1_000 / steps);
      await turns(steps > 1 ? 40 : 2);
      note();
    }
    window.tick(unixMs(BEGIN + now));
  };
  /** When the broker had a window first, and whether it was marked. */
  const came = new Map<number, { readonly at: number; readonly replayed: boolean }>();
  let read = 0;
  const note = (): void => {
    for (; read < broker.publishes.length; read++) {
      const frame = decodeSightings(broker.publishes[read]?.payload ?? new Uint8Array());
      if (frame.ok && !came.has(frame.value.sequence))
        came.set(frame.value.sequence, { at: now, replayed: frame.value.replayed });
    }
  };

  for (let each = 0; each < HOUR_S; each++) {
    await second(1);
    expect(ring.counts().bytes).toBeLessThanOrEqual(CAP_BYTES);
  }
  const away = ring.counts();
  expect(away).toMatchObject({ made: HOUR_S, sent: 0 });
  expect(away.held).toBeGreaterThan(500);
  broker = new FaultyBroker();
  await broker.listen(port);
  for (let each = 0; each < AFTERWARDS_S; each++) await second(1_000 / STEP_MS);

  const { sent, dropped, made } = ring.counts();
  const fresh = [...came].filter(([, { replayed }]) => !replayed);
  const late = [...came].filter(([, { replayed }]) => replayed);
  // All that was held on return and had not outlived its tokens since, and everything after.
  expect(late.length).toBeGreaterThan(away.held - 40);
  expect(sent + dropped).toBeGreaterThanOrEqual(made - 2);
  expect(dropped).toBeLessThan(HOUR_S - away.held + 40);
  expect(fresh.length).toBeGreaterThan(AFTERWARDS_S - 35);
  // Those of the seconds before the connection are fresh too, and as old as that.
  for (const [sequence, { at }] of fresh)
    if ((closedAt[sequence] ?? 0) > (late[0]?.[1].at ?? 0))
      expect(at - (closedAt[sequence] ?? 0)).toBeLessThanOrEqual(1_000);
  for (const [sequence, { at }] of late)
    expect(at - (closedAt[sequence] ?? 0)).toBeLessThanOrEqual(MAX_AGE);
  const stopped = uplink.stop({ v: 1, state: "offline", bootId: 7 });
  await vi.advanceTimersByTimeAsync(2_000);
  await stopped;
});

const tokens: readonly Token[] = Array.from({ length: TOKENS }, (_, at) =>
  readToken(Uint8Array.of(0, 0, 0, 0, 0, 1, at >> 8, at & 255), 0),
);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((done) => setImmediate(done));
}
