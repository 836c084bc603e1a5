/**
 * Outages: a network that is away half of the time and cut at random, and a process that is killed.
 * Between them a real gateway, a real broker and a real matcher, which says what it took in.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { seededRng } from "@sighej/beacon-sim";
import { type Matcher, start as startMatcher } from "@sighej/matcher";
import { type GatewayId, interestsById, metres, type ZoneId } from "@sighej/protocol";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CutProxy, cutProxy } from "./cut-proxy.ts";
import { fillAir, openRadioStand, type RadioStand } from "./radio-stand.ts";

/** Memory by definition, as systemd's RuntimeDirectory is. */
const IN_MEMORY = "/dev/shm/sighej-outage-";
const WITHIN_MS = 120_000;

let stand: RadioStand;
let matcher: Matcher;
let network: CutProxy;
let hall: { stop(): Promise<void> };
let runtime: string;

beforeEach(async () => {
  const url = async (broker: string) => {
    network = await cutProxy(broker);
    return network.url;
  };
  stand = await openRadioStand(["door"], { url, taking: false });
  const zone = "hall" as ZoneId;
  matcher = await startMatcher({
    http: { host: "127.0.0.1", port: 0 },
    broker: stand.matcher,
    stores: { kind: "memory" },
    venues: [
      {
        id: stand.venue,
        name: "Udfald",
        zones: [{ id: zone, tier: "zone" }],
        gateways: [{ id: "door" as GatewayId, zone, x: metres(0), y: metres(0) }],
        interests: [...interestsById.keys()],
        policy: "demo",
        carriers: [],
      },
    ],
    logger: pino({ level: "silent" }),
  });
  hall = fillAir(stand.air, [1, 2, 3], 10);
  runtime = mkdtempSync(IN_MEMORY);
});
afterEach(async () => {
  await hall?.stop();
  await matcher?.stop();
  await stand?.stop();
  await network?.stop();
  rmSync(runtime, { recursive: true, force: true });
});

/** When the last window has been made: one more second after the last advert, and one to be sure. */
async function silence(): Promise<number> {
  await hall.stop();
  return Date.now() + 2_000;
}

/** Windows that the matcher has, each once. */
function takenIn(): number {
  const counts = matcher.counts();
  const of = (what: string) => counts[`batch-${what}`] ?? 0;
  return of("taken") + of("replayed") + of("off-clock");
}

describe("a gateway on a bad network", () => {
  it("loses no window though the broker is away half of the time, and writes nothing to disk", async () => {
    const door = stand.launch("door", ["door"], { RUNTIME_DIRECTORY: runtime });
    await door.status(({ radio, windowsSent }) => radio === "scanning" && windowsSent >= 2);
    const written = diskBytesOf(door.child().pid);
    const rng = seededRng("outages");
    for (let round = 0; round < 12; round++) {
      network.setUp(false);
      await wait(1_000 + rng.uniform() * 3_000);
      network.setUp(true);
      await wait(1_000 + rng.uniform() * 2_000);
      // In the middle of a message, as likely as not.
      network.cut();
      await wait(rng.uniform() * 1_000);
    }
    const silent = await silence();
    const end = await door.status(
      ({ sentAt, windowsHeld, windowsMade }) =>
        sentAt > silent && windowsHeld === 0 && windowsMade > 40,
    );
    expect(end).toMatchObject({ windowsDropped: 0, windowsSent: end.windowsMade });
    await vi.waitUntil(() => takenIn() >= end.windowsMade, { timeout: WITHIN_MS });
    expect(takenIn()).toBe(end.windowsMade);
    const counts = matcher.counts();
    process.stdout.write(
      `${end.windowsMade} windows: ${counts["batch-taken"]} in time, ` +
        `${counts["batch-replayed"] ?? 0} late, ${counts["batch-repeated"] ?? 0} duplicates removed\n`,
    );
    expect(counts["batch-lost"] ?? 0).toBe(0);
    expect(counts["batch-replayed"]).toBeGreaterThan(0);
    expect(diskBytesOf(door.child().pid)).toBe(written);
  });

  it("that is killed ten times loses what it held and no more, and the next run says how much", async () => {
    const door = stand.launch("door", ["door"], { RUNTIME_DIRECTORY: runtime });
    for (let kill = 0; kill < 10; kill++) {
      const { sentAt } = await door.status(({ windowsSent }) => windowsSent > 0);
      if (kill % 2 === 0) {
        // Windows that it cannot send are in its memory only.
        network.setUp(false);
        await wait(2_500);
      }
      await door.restart();
      network.setUp(true);
      await door.status((status) => status.startedAt > sentAt);
    }
    await door.status(({ windowsSent }) => windowsSent > 0);
    const silent = await silence();
    const end = await door.status(
      ({ sentAt, windowsHeld }) => sentAt > silent && windowsHeld === 0,
    );
    expect(end.windowsLost).toBeGreaterThan(0);
    // Sequences go on over restarts, so what there is of them is all that was ever made.
    const made = readFileSync(`${runtime}/windows`).readUInt32LE(4);
    process.stdout.write(
      `${made} windows, ${end.windowsLost} lost with ten kills, ${takenIn()} taken in\n`,
    );
    expect(takenIn() + end.windowsLost).toBeGreaterThanOrEqual(made);
    // Of which an acknowledgement was on its way is counted as lost all the same: one or two a kill.
    expect(takenIn() + end.windowsLost).toBeLessThanOrEqual(made + 20);
    expect(takenIn()).toBeLessThanOrEqual(made);
  });
});

/** Bytes that a process has caused to be written to storage (proc(5), io). */
function diskBytesOf(pid: number | undefined): number {
  const io = readFileSync(`/proc/${pid}/io`, "utf8");
  const [, written] = /^write_bytes: (\d+)$/m.exec(io) ?? [];
  const [, cancelled] = /^cancelled_write_bytes: (\d+)$/m.exec(io) ?? [];
  return Number(written) - Number(cancelled);
}
