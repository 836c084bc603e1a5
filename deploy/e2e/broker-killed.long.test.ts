/**
 * The broker is killed again and again under twenty gateways, each the real one above its radio. It keeps
 * nothing, and acknowledges before it has handed anything on: what is lost with it comes once more.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshCredentials } from "@sighej/embedded";
import {
  type Management,
  parseConfig,
  type Radio,
  type RadioEars,
  type RunningGateway,
  start as startGateway,
} from "@sighej/gateway";
import { type Matcher, start as startMatcher, type VenueSetup } from "@sighej/matcher";
import {
  encodeAdvert,
  epochAt,
  filterOf,
  type GatewayId,
  interestsById,
  metres,
  tokenOf,
  unixMs,
  venueIdOf,
  type ZoneId,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { freePort, readyWhen } from "../../matcher/test/server-process.ts";
import { openPhone, type Phone } from "./phone.ts";

const KILLS = 20;
const PEOPLE = 4;
const ids = Array.from({ length: 20 }, (_, at) => `g-${at}` as GatewayId);
const bar = "bar" as ZoneId;
/** How often each beacon is heard by each gateway. */
const ADVERT_EVERY_MS = 400;
const PATIENCE = { timeout: 90_000, interval: 100 };

const root = fileURLToPath(new URL("../..", import.meta.url));
const logger = pino({ level: "silent" });
const venue = venueIdOf(randomBytes(16));
const setup: VenueSetup = {
  id: venue,
  name: "Vindue",
  zones: [{ id: bar, tier: "zone" }],
  gateways: ids.map((id, at) => ({ id, zone: bar, x: metres(at), y: metres(0) })),
  interests: [...interestsById.keys()],
  policy: "demo",
  carriers: [],
};

let operator: string;
let folder: string;
let port: number;
let broker: ChildProcess;
let matcher: Matcher;
let talking: NodeJS.Timeout;
const gateways: RunningGateway[] = [];
const ears: RadioEars[] = [];
const phones: Phone[] = [];

async function launchBroker(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["--conditions=@sighej/source", "--import", "tsx", "broker/src/main.ts"],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        SIGHEJ_BROKER_PORT: String(port),
        SIGHEJ_BROKER_CREDENTIALS: join(folder, "credentials.json"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const words = { ready: "listening", needed: "the broker did not start" };
  await readyWhen(child, child.stdout, { ...words, withinMs: 30_000 });
  child.stdout?.resume();
  return child;
}

async function openGateway(id: GatewayId, secret: string): Promise<RunningGateway> {
  const config = parseConfig({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${port}`,
    SIGHEJ_VENUE: venue,
    SIGHEJ_GATEWAY: id,
    SIGHEJ_GATEWAY_SECRET: secret,
  });
  if (!config.ok) throw new Error(config.faults.join("; "));
  const radio: Radio = {
    state: () => "scanning",
    rescan: () => undefined,
    reopen: () => undefined,
    close: async () => undefined,
  };
  const management: Management = {
    list: async () => [{ index: 0, address: "02:00:00:00:00:01" }],
    powerCycle: async () => undefined,
    changed: () => undefined,
    close: () => undefined,
  };
  return startGateway(config.value, {
    ...{ version: "test", logger, management },
    openRadio: (_index, given) => {
      ears.push(given);
      return radio;
    },
  });
}

function advertise(): void {
  const epoch = epochAt(unixMs(Date.now()));
  for (const { session } of phones) {
    const token = tokenOf(session.beaconKey, venue, epoch);
    const advert = encodeAdvert({ form: "service-data", token });
    for (const { hear } of ears) hear(advert, 0, advert.length, -60);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-killed-"));
  port = await freePort();
  const secrets = freshCredentials(venue, ids);
  operator = secrets.operator;
  await writeFile(join(folder, "credentials.json"), JSON.stringify(secrets.credentials));
  broker = await launchBroker();
  matcher = await startMatcher({
    http: { host: "127.0.0.1", port: 0 },
    broker: { url: `mqtt://127.0.0.1:${port}`, username: "matcher", secret: secrets.matcher },
    stores: { kind: "memory" },
    venues: [setup],
    logger,
  });
  for (const { id, secret } of secrets.gateways) gateways.push(await openGateway(id, secret));
  const url = new URL(`http://127.0.0.1:${matcher.port}`);
  for (let each = 0; each < PEOPLE; each++)
    phones.push(await openPhone({ matcher: url, venue, interests: ["coffee"] }));
  talking = setInterval(advertise, ADVERT_EVERY_MS);
}, 120_000);

afterAll(async () => {
  clearInterval(talking);
  for (const phone of phones) phone.close();
  await Promise.all(gateways.map((each) => each.stop()));
  await matcher?.stop();
  broker?.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const taken = () => matcher.counts()["batch-taken"] ?? 0;
const sumOf = (what: "windowsMade" | "windowsHeld" | "windowsDropped" | "windowsLost") =>
  gateways.reduce((sum, each) => sum + each.status()[what], 0);

/** How many gateways the broker has a retained status of, which it had lost with each kill. */
async function statuses(): Promise<number> {
  const reader = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username: "operator", clientId: "operator", password: operator, keepalive: 30 },
  });
  const heard = new Set<string>();
  reader.on("message", (topic, _payload, { retain }) => {
    if (retain) heard.add(topic);
  });
  await reader.subscribeAsync(filterOf("status", venue), { qos: 1 });
  await vi.waitFor(() => expect(heard.size).toBe(ids.length), PATIENCE);
  await reader.endAsync(true);
  return heard.size;
}

it("loses no window, counts none twice and nudges no pair twice in twenty kills", async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    const before = taken();
    // Gateways are back and heard, each at its own time: the kill falls between windows of some.
    await vi.waitFor(() => expect(taken()).toBeGreaterThan(before + ids.length), PATIENCE);
    const ended = once(broker, "exit");
    broker.kill("SIGKILL");
    await ended;
    broker = await launchBroker();
  }
  clearInterval(talking);
  await vi.waitFor(() => expect(sumOf("windowsHeld")).toBe(0), PATIENCE);
  const counts = matcher.counts();
  expect([sumOf("windowsDropped"), sumOf("windowsLost")]).toEqual([0, 0]);
  expect(counts["batch-lost"] ?? 0).toBe(0);
  // Each window that was made is in, once; those that came too late for a nudge are known as such.
  expect(taken() + (counts["batch-replayed"] ?? 0)).toBe(sumOf("windowsMade"));
  expect(await statuses()).toBe(ids.length);
  const pairs = (PEOPLE * (PEOPLE - 1)) / 2;
  expect(counts["claim-nudged"]).toBeGreaterThan(0);
  expect(counts["claim-nudged"]).toBeLessThanOrEqual(pairs);
  for (const { nudges } of phones) expect(nudges.size).toBeLessThan(PEOPLE);
}, 600_000);
