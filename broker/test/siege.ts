/**
 * Siege: a broker in a process of its own with an honest gateway that goes on publishing a window a
 * time and a matcher that hears it, for tests that attack it meanwhile. Attackers come from addresses of
 * their own, all of them loopback.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { on, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filterOf, parseGatewayId, parseVenueId, topicOf, usernameOf } from "@sighej/protocol";
import { type IClientOptions, MqttClient } from "mqtt";
import { credentialOf } from "../src/credentials.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Starting a process under tsx, on a busy machine. */
const READY_WITHIN_MS = 30_000;
/** A gateway of ours makes one a second; more often here, so that each attack meets many. */
const WINDOW_EVERY_MS = 100;
/** After this a gateway of ours takes its connection for dead. */
export const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** A short attack is judged by no fewer. */
const LEAST_WINDOWS = 5;

const known = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
};
const venue = known(parseVenueId(randomUUID()));
const gatewayRole = (name: string) =>
  ({ kind: "gateway", venue, gateway: known(parseGatewayId(name)) }) as const;
/** Gateways whose secrets the attacker has. */
export const taken = Array.from({ length: 16 }, (_, at) => gatewayRole(`taken-${at}`));
export const honest = gatewayRole("honest");
const matcher = { kind: "matcher" } as const;
type AnyRole = typeof honest | typeof matcher;
export const secretOf = (role: AnyRole): string => `secret of ${usernameOf(role)}`;
export const topic = (of: typeof honest, channel: Parameters<typeof topicOf>[0]["channel"]) =>
  topicOf({ ...of, channel });

export interface Siege {
  readonly port: number;
  /** Totals of a family of counters by why, such as "connection_refused". */
  refusals(family: string): Promise<Readonly<Record<string, number>>>;
  /** A socket from one of the attackers' addresses, numbered from 0. */
  socket(address?: number): Socket;
  /** A client from one of the attackers' addresses; rejects when it is refused. */
  client(role: AnyRole, changes?: Partial<IClientOptions>, address?: number): Promise<MqttClient>;
  /** What the matcher was sent so far that is not the honest gateway's. */
  readonly strays: readonly string[];
  /** Resolves when all that the honest gateway has published so far was acknowledged and heard. */
  served(): Promise<{ readonly windows: number; readonly slowestMs: number }>;
  /** The most memory that the broker has held so far, bytes. */
  peak(): number;
  stop(): Promise<void>;
}

export async function openSiege(): Promise<Siege> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-siege-"));
  const credentials = join(folder, "credentials.json");
  const roles: readonly AnyRole[] = [honest, matcher, ...taken];
  const entries = roles.map((role) => credentialOf(usernameOf(role), secretOf(role), role));
  await writeFile(credentials, JSON.stringify(entries));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const process_ = launch({
    SIGHEJ_BROKER_PORT: String(port),
    SIGHEJ_BROKER_METRICS_PORT: String(metricsPort),
    SIGHEJ_BROKER_CREDENTIALS: credentials,
  });
  await listening(process_);
  const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();

  const sockets = new Set<Socket>();
  const clients = new Set<MqttClient>();
  const client: Siege["client"] = async (role, changes = {}, address) => {
    // Its own way to the broker: mqtt.js cannot choose an address to come from.
    const opened = new MqttClient(() => socketTo(port, address), {
      ...{ username: usernameOf(role), clientId: usernameOf(role), password: secretOf(role) },
      ...{ protocolVersion: 4, keepalive: 30, reconnectPeriod: 0 },
      ...changes,
    });
    await new Promise<void>((resolve, reject) => {
      opened.once("connect", () => resolve());
      opened.once("error", reject);
      opened.once("close", () => reject(new Error("refused without a word")));
    });
    opened.on("error", () => undefined);
    clients.add(opened);
    opened.once("close", () => clients.delete(opened));
    return opened;
  };

  const strays: string[] = [];
  const heard = new Set<string>();
  const reader = await client(matcher);
  reader.on("message", (at, payload) => {
    if (at === topic(honest, "sightings")) heard.add(payload.toString());
    else strays.push(at);
  });
  await reader.subscribeAsync([filterOf("sightings"), filterOf("check-ins")], { qos: 1 });

  const gateway = await client(honest);
  let published = 0;
  let acknowledged = 0;
  let slowestMs = 0;
  let lost: Error | undefined;
  for (const each of [gateway, reader])
    each.once("close", () => {
      lost = new Error("an honest client lost its connection");
    });
  const publishing = setInterval(() => {
    const from = performance.now();
    gateway.publish(topic(honest, "sightings"), String(published++), { qos: 1 }, () => {
      acknowledged += 1;
      slowestMs = Math.max(slowestMs, performance.now() - from);
    });
  }, WINDOW_EVERY_MS);

  let peak = 0;
  const look = async () => {
    const text = await metrics().catch(() => "");
    peak = Math.max(peak, gaugeIn(text, "process_resident_memory_bytes"));
  };
  await look();
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);

  return {
    port,
    refusals: async (family) => {
      const pattern = new RegExp(`^sighej_broker_${family}_total\\{why="([^"]*)"\\} (\\d+)$`, "gm");
      const found = [...(await metrics()).matchAll(pattern)];
      return Object.fromEntries(found.map(([, why = "", total]) => [why, Number(total)]));
    },
    socket: (address) => {
      const socket = socketTo(port, address);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    client,
    strays,
    served: async () => {
      while (published < LEAST_WINDOWS)
        await new Promise((resolve) => setTimeout(resolve, WINDOW_EVERY_MS));
      const upTo = published;
      const until = Date.now() + PATIENCE_MS;
      while (acknowledged < upTo || heard.size < upTo) {
        if (lost !== undefined) throw lost;
        if (process_.exitCode !== null) throw new Error("the broker is dead");
        if (Date.now() > until)
          throw new Error(`of ${upTo} windows ${acknowledged} acknowledged, ${heard.size} heard`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
      if (lost !== undefined) throw lost;
      await look();
      return { windows: upTo, slowestMs };
    },
    peak: () => peak,
    stop: async () => {
      clearInterval(publishing);
      clearInterval(looking);
      for (const each of clients) each.end(true);
      for (const each of sockets) each.destroy();
      const ended = once(process_, "close");
      process_.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Any of 127.1.0.0 to 127.255.255.255, all of which Linux has. */
const addressOf = (number: number): string =>
  `127.${1 + ((number >> 16) % 255)}.${(number >> 8) & 0xff}.${number & 0xff}`;

function socketTo(port: number, address: number | undefined): Socket {
  const socket = connect({
    ...{ host: "127.0.0.1", port },
    ...(address === undefined ? {} : { localAddress: addressOf(address) }),
  });
  socket.on("error", () => undefined);
  return socket;
}

function launch(settings: Readonly<Record<string, string>>): ChildProcess {
  return spawn(
    process.execPath,
    ["--conditions=@sighej/source", "--import", "tsx", "broker/src/main.ts"],
    {
      cwd: root,
      env: { PATH: process.env.PATH, ...settings },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
}

async function listening(process: ChildProcess): Promise<void> {
  const late = setTimeout(() => process.kill("SIGKILL"), READY_WITHIN_MS);
  for await (const [text] of on(process.stdout ?? process, "data", { close: ["end"] }))
    if (String(text).includes("listening")) break;
  clearTimeout(late);
  process.stdout?.resume();
  if (process.exitCode !== null) throw new Error("the broker did not start");
}

const gaugeIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);

/** Free when asked; nobody else on a test machine takes ports in the same instant. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
