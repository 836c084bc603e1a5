/**
 * RabbitMQ server: a real RabbitMQ with its MQTT plugin for tests, in a temporary folder that ends
 * with the test: its own node name, cookie, ports and port mapper, so that it meets no other.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort, readyWhen } from "./server-process.ts";

const NEEDED =
  "the tests need RabbitMQ with its MQTT plugin: install it (Debian: apt-get install rabbitmq-server)";
/** It takes ten seconds, on a machine with better things to do. */
const READY_WITHIN_MS = 120_000;
/** Debian's own start script on the path wants the user that its package made. */
const PROGRAM = process.env.SIGHEJ_TEST_RABBITMQ ?? "/usr/lib/rabbitmq/bin/rabbitmq-server";
/** Of a fresh node, from this machine only. */
const ADMIN = "guest:guest";

export interface RabbitServer {
  readonly mqtt: string;
  /** With the virtual host of the MQTT plugin. */
  readonly amqp: string;
  readonly management: string;
  /** Empties a queue; there may be none of that name. */
  purge(queue: string): Promise<void>;
  /** Ends every connection of a user. */
  cut(username: string): Promise<void>;
  /** What the management API says. */
  ask(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Rejects with a message that says what is missing; never skips. */
export async function startRabbit(): Promise<RabbitServer> {
  await access(PROGRAM).catch((cause: unknown) => {
    throw new Error(NEEDED, { cause });
  });
  const folder = await mkdtemp(join(tmpdir(), "sighej-rabbitmq-"));
  const [mapper, node, amqp, mqtt, management] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  const name = `sighej-${randomBytes(6).toString("hex")}@localhost`;
  await writeFile(
    join(folder, "rabbitmq.conf"),
    [
      `listeners.tcp.1 = 127.0.0.1:${amqp}`,
      `mqtt.listeners.tcp.1 = 127.0.0.1:${mqtt}`,
      `management.tcp.ip = 127.0.0.1`,
      `management.tcp.port = ${management}`,
      "mqtt.vhost = sighej",
      "mqtt.allow_anonymous = false",
      "default_vhost = sighej",
      // A node of its own has the memory that the machine's other work leaves, which is none of its
      // business here.
      "vm_memory_high_watermark.relative = 0.9",
      "disk_free_limit.absolute = 1MB",
      "",
    ].join("\n"),
  );
  await writeFile(join(folder, "plugins"), "[rabbitmq_management,rabbitmq_mqtt].\n");
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LANG: "C.UTF-8",
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: name,
    RABBITMQ_DIST_PORT: String(node),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_PID_FILE: join(folder, "pid"),
    // Schedulers that spin for work would take a core from the tests.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
  };
  const names = spawn("epmd", [], { env, stdio: "ignore" });
  names.on("error", () => {});
  const server = spawn(PROGRAM, [], { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  const ended = once(server, "close");
  const stop = async () => {
    // The script starts Erlang as its child: both are of one group.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGKILL");
    await ended;
    names.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const words = { ready: "completed with", needed: NEEDED, withinMs: READY_WITHIN_MS };
    await readyWhen(server, server.stdout, words);
  } catch (cause) {
    await stop();
    throw cause;
  }
  const api = `http://127.0.0.1:${management}/api/`;
  const headers = { authorization: `Basic ${Buffer.from(ADMIN).toString("base64")}` };
  return {
    mqtt: `mqtt://127.0.0.1:${mqtt}`,
    amqp: `amqp://127.0.0.1:${amqp}/sighej`,
    management: `http://${ADMIN}@127.0.0.1:${management}`,
    purge: async (queue) => {
      await fetch(`${api}queues/sighej/${queue}/contents`, { method: "DELETE", headers });
    },
    cut: async (username) => {
      // The API learns of connections every five seconds.
      for (let names: readonly { name: string }[] = []; names.length === 0; ) {
        const all = (await (await fetch(`${api}connections`, { headers })).json()) as readonly {
          readonly name: string;
          readonly user: string;
        }[];
        names = all.filter((each) => each.user === username);
        for (const { name } of names)
          await fetch(`${api}connections/${encodeURIComponent(name)}`, {
            method: "DELETE",
            headers,
          });
        if (names.length === 0) await setTimeout(500);
      }
    },
    ask: async (path) => (await fetch(api + path, { headers })).json(),
    stop,
  };
}
