/**
 * Gateway box: the gateway's program as a Pi runs it, with adapters on the virtual air, a real broker,
 * and an ear where the matcher would be.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Air,
  type AirServer,
  antennaEnv,
  preloadUrl,
  seededRng,
  serveAir,
  systemClock,
} from "@sighej/beacon-sim";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials, type Keep, openParts, type Part } from "@sighej/embedded";
import {
  type Channel,
  decodeGatewayStatus,
  type GatewayId,
  type GatewayOnline,
  topicOf,
  type VenueId,
  venueIdOf,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { pino } from "pino";

const program = fileURLToPath(new URL("../../gateway/src/main.ts", import.meta.url));
const cli = fileURLToPath(new URL("../../gateway/src/cli/main.ts", import.meta.url));
const node = ["--conditions=@sighej/source", "--import", "tsx"];

export interface GatewayBox extends Part {
  readonly venue: VenueId;
  readonly air: Air;
  readonly server: AirServer;
  /** In memory, as systemd's RuntimeDirectory. */
  readonly runtimeFolder: string;
  readonly brokerUrl: string;
  readonly gateway: ChildProcess;
  /** All that it printed. */
  readonly printed: () => string;
  readonly published: (gateway: GatewayId, channel: Channel) => readonly Buffer[];
  /** Its newest status; undefined before the first. */
  readonly status: (gateway: GatewayId) => GatewayOnline | undefined;
  /** As the matcher: retained on its `config` topic. */
  readonly push: (gateway: GatewayId, payload: Uint8Array) => Promise<void>;
  /** Runs another program on an antenna of its own. */
  readonly beside: (path: string, antenna: string) => ChildProcess;
  /** `sighej-gateway` with these arguments on the same machine. */
  readonly command: (...args: readonly string[]) => ChildProcess;
}

export interface BoxOptions {
  /** This gateway first, then the boards around it. */
  readonly gateways: readonly GatewayId[];
  readonly antennas: readonly string[];
  /** Of its environment, given what each gateway speaks to the broker with. */
  readonly settings: (
    secrets: readonly { readonly id: GatewayId; readonly secret: string }[],
    venue: VenueId,
  ) => Readonly<Record<string, string>>;
}

export const openGatewayBox = (options: BoxOptions): Promise<GatewayBox> =>
  openParts((keep) => open(options, keep));

async function open(
  { gateways, antennas, settings }: BoxOptions,
  keep: Keep,
): Promise<Omit<GatewayBox, "stop">> {
  const venue = venueIdOf(crypto.getRandomValues(new Uint8Array(16)));
  const air = new Air({ clock: systemClock, link: () => -60 });
  const server = await serveAir({ air, rng: seededRng("gateway-box") });
  keep({ stop: () => server.close() });
  const secrets = freshCredentials(venue, gateways);
  const logger = pino({ level: "silent" });
  const { credentials } = secrets;
  const broker = keep(await startBroker({ host: "127.0.0.1", port: 0, credentials, logger }));
  const brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  const ear = await connectAsync(brokerUrl, {
    ...{ username: "matcher", clientId: "matcher", password: secrets.matcher },
  });
  keep({ stop: () => ear.endAsync(true) });
  const heard: { readonly topic: string; readonly payload: Buffer }[] = [];
  ear.on("message", (topic, payload) => heard.push({ topic, payload }));
  for (const channel of ["sightings", "status", "check-ins"] as const)
    await ear.subscribeAsync(`sighej/v1/+/+/+/${channel}`, { qos: 1 });
  const runtimeFolder = await mkdtemp(join(tmpdir(), "sighej-run-"));
  keep({ stop: () => rm(runtimeFolder, { recursive: true }) });

  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith("SIGHEJ_")),
  );
  const [own] = secrets.gateways;
  if (own === undefined) throw new Error("a box has a gateway");
  const env = {
    ...inherited,
    ...{ SIGHEJ_BROKER_URL: brokerUrl, SIGHEJ_VENUE: venue, SIGHEJ_WINDOW_MS: "250" },
    ...{ SIGHEJ_GATEWAY: own.id, SIGHEJ_GATEWAY_SECRET: own.secret },
    ...settings(secrets.gateways, venue),
    RUNTIME_DIRECTORY: runtimeFolder,
  };
  const run = (
    path: string,
    args: readonly string[],
    more: Readonly<Record<string, string>>,
    virtual: boolean,
  ) => {
    const preload = virtual ? ["--import", preloadUrl] : [];
    const child = spawn(process.execPath, [...node, ...preload, path, ...args], {
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    keep({ stop: () => ended(child) });
    return child;
  };
  const gateway = run(program, [], antennaEnv(server, ...antennas), true);
  let printed = "";
  for (const stream of [gateway.stdout, gateway.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });

  const published = (id: GatewayId, channel: Channel): readonly Buffer[] => {
    const wanted = topicOf({ venue, gateway: id, channel });
    return heard.filter(({ topic }) => topic === wanted).map(({ payload }) => payload);
  };
  return {
    ...{ venue, air, server, runtimeFolder, brokerUrl, gateway, published },
    printed: () => printed,
    status: (id) =>
      published(id, "status")
        .map((payload) => decodeGatewayStatus(payload))
        .flatMap((each) => (each.ok && each.value.state === "online" ? [each.value] : []))
        .at(-1),
    push: async (id, payload) => {
      const topic = topicOf({ venue, gateway: id, channel: "config" });
      await ear.publishAsync(topic, Buffer.from(payload), { qos: 1, retain: true });
    },
    beside: (path, antenna) => run(path, [], antennaEnv(server, antenna), true),
    command: (...args) => run(cli, args, {}, false),
  };
}

/** Ends a process as systemd would; resolves when it is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
