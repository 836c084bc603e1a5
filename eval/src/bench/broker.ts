/**
 * Bench of brokers: aedes with our guards, aedes as it comes, and Mosquitto, in one run. Twenty gateways
 * publish windows at QoS 1 to one matcher; rounds take turns, so that whatever else the machine does
 * meets all three. Linux: processor time is read from /proc.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { filterOf, topicOf, usernameOf } from "@sighej/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import { gateways, matcher, secretOf } from "./broker-venue.ts";

const main = fileURLToPath(new URL("broker-process.ts", import.meta.url));
const MOSQUITTO = "/usr/sbin/mosquitto";
/** A packed window of 80 sightings. */
const WINDOW = Buffer.alloc(984, 7);
/** Windows of one gateway that are not yet acknowledged: as many as keep a broker busy. */
const OUTSTANDING = 16;
/** Ticks of /proc a second; 100 on every Linux that Node runs on. */
const TICKS = 100;

export interface BrokerCost {
  /** Processor seconds of the broker for 100,000 windows; median of the rounds. */
  readonly cpu: Readonly<Record<Kind, number>>;
  /** Windows a second, the same. */
  readonly rate: Readonly<Record<Kind, number>>;
  /** Processor time with guards over that without; the median of the rounds' own. */
  readonly guardsCost: number;
}

const kinds = ["guarded", "bare", "mosquitto"] as const;
type Kind = (typeof kinds)[number];

export async function benchBrokers(windows: number, rounds: number): Promise<BrokerCost> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-bench-"));
  const opened = await Promise.all(kinds.map((kind) => open(kind, folder)));
  try {
    // What is compiled and allocated once is not what a window costs.
    for (const each of opened) await round(each, windows / 2);
    const taken: Record<Kind, Round[]> = { guarded: [], bare: [], mosquitto: [] };
    for (let turn = 0; turn < rounds; turn++)
      for (const at of kinds.keys()) {
        // Another first each time.
        const each = opened[(at + turn) % opened.length];
        if (each !== undefined) taken[each.kind].push(await round(each, windows));
      }
    const of = (what: keyof Round) => ({
      guarded: median(taken.guarded.map((each) => each[what])),
      bare: median(taken.bare.map((each) => each[what])),
      mosquitto: median(taken.mosquitto.map((each) => each[what])),
    });
    const ratios = taken.guarded.map(
      ({ cpu }, turn) => cpu / (taken.bare[turn]?.cpu ?? Number.NaN),
    );
    return { cpu: of("cpu"), rate: of("rate"), guardsCost: median(ratios) };
  } finally {
    for (const each of opened) await each.stop();
    await rm(folder, { recursive: true });
  }
}

interface Opened {
  readonly kind: Kind;
  readonly pid: number;
  readonly publishers: readonly MqttClient[];
  readonly reader: MqttClient;
  stop(): Promise<void>;
}

interface Round {
  readonly cpu: number;
  readonly rate: number;
}

async function round({ pid, publishers, reader }: Opened, windows: number): Promise<Round> {
  const each = Math.ceil(windows / publishers.length);
  const all = each * publishers.length;
  let heard = 0;
  const whole = new Promise<void>((done) => {
    const count = () => {
      heard += 1;
      if (heard < all) return;
      reader.off("message", count);
      done();
    };
    reader.on("message", count);
  });
  const [from, before] = [performance.now(), await cpuOf(pid)];
  await Promise.all(publishers.map((client, at) => publish(client, at, each)));
  await whole;
  const seconds = (performance.now() - from) / 1_000;
  return { cpu: (((await cpuOf(pid)) - before) / all) * 100_000, rate: all / seconds };
}

async function publish(client: MqttClient, at: number, count: number): Promise<void> {
  const role = gateways[at];
  if (role === undefined) throw new RangeError("a publisher is a gateway");
  const topic = topicOf({ ...role, channel: "sightings" });
  let left = count;
  const one = async () => {
    while (left-- > 0) await client.publishAsync(topic, WINDOW, { qos: 1 });
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, one));
}

/** Processor seconds that a process has used. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function open(kind: Kind, folder: string): Promise<Opened> {
  const { child, port } = kind === "mosquitto" ? await mosquitto(folder) : await ours(kind);
  const join = (role: (typeof gateways)[number] | typeof matcher) =>
    connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ username: usernameOf(role), clientId: usernameOf(role), password: secretOf(role) },
      protocolVersion: 4,
      keepalive: 30,
    });
  const reader = await join(matcher);
  await reader.subscribeAsync(filterOf("sightings"), { qos: 1 });
  const publishers = await Promise.all(gateways.map(join));
  return {
    ...{ kind, reader, publishers, pid: child.pid ?? 0 },
    stop: async () => {
      for (const each of [reader, ...publishers]) await each.endAsync(true);
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function ours(kind: Kind): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@sighej/source", "--import", "tsx", main, kind],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = await once(child.stdout, "data");
  return { child, port: Number(line) };
}

/** Lets in anybody: what a list of rights costs it is not the question. */
async function mosquitto(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const file = join(folder, "mosquitto.conf");
  const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "max_queued_messages 0"];
  await writeFile(file, `${lines.join("\n")}\n${process.getuid?.() === 0 ? "user root\n" : ""}`);
  const child = spawn(MOSQUITTO, ["-c", file], { stdio: "ignore" });
  const gone = once(child, "error").then(() => {
    throw new Error("the bench needs Mosquitto (Debian: apt-get install mosquitto)");
  });
  await Promise.race([gone, wait(1_000)]);
  return { child, port };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] = [
    sorted[sorted.length % 2 ? middle : middle - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
}
