/**
 * Gateways: one process per gateway, as in a venue one Raspberry Pi each. Each gets the simulator's
 * antenna under an unmodified noble; a process that dies is started again, as systemd would.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { GatewayId, VenueId } from "@sighej/protocol";
import { EmbeddedError } from "./errors.ts";

interface GatewayLaunch {
  readonly id: GatewayId;
  readonly secret: string;
  /** Puts the virtual controller under noble in that process. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface GatewayFleet {
  stop(): Promise<void>;
}

export interface FleetConfig {
  readonly venue: VenueId;
  readonly brokerUrl: string;
  readonly preload: URL;
  readonly gateways: readonly GatewayLaunch[];
  /** A line that a gateway printed. */
  onLine(gateway: GatewayId, line: string): void;
  /** A gateway keeps dying: the fleet has given it up. */
  onFailure(error: EmbeddedError): void;
}

/** A process that dies more often than this in a row has a fault that starting again won't mend. */
const MAX_RESTARTS = 3;
/** Long enough for a window to be flushed and the status to be sent; then the process is killed. */
const STOP_TIMEOUT_MS = 5_000;
/** Kept of what a process printed last, to explain its death: two screens of text. */
const MAX_REMEMBERED = 4_000;

const main = fileURLToPath(import.meta.resolve("@sighej/gateway/main"));
const tsx = import.meta.resolve("tsx");

export function startFleet(config: FleetConfig): GatewayFleet {
  const running = new Map<GatewayId, ChildProcess>();
  let stopping = false;

  const launch = (gateway: GatewayLaunch, restarts: number): void => {
    const child = spawn(
      process.execPath,
      ["--conditions=@sighej/source", "--import", tsx, "--import", config.preload.href, main],
      {
        // Not this process's own settings: a gateway refuses keys that it does not know.
        env: { ...inherited(), ...gateway.environment, ...settings(config, gateway) },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    running.set(gateway.id, child);
    const lastWords = listen(child, (line) => config.onLine(gateway.id, line));
    child.on("error", () => undefined);
    child.on("exit", () => {
      running.delete(gateway.id);
      if (stopping) return;
      if (restarts < MAX_RESTARTS) return launch(gateway, restarts + 1);
      config.onFailure(
        new EmbeddedError("gateway-failed", `gateway ${gateway.id} keeps stopping: ${lastWords()}`),
      );
    });
  };
  for (const gateway of config.gateways) launch(gateway, 0);

  return {
    async stop() {
      stopping = true;
      await Promise.all([...running.values()].map(ended));
    },
  };
}

const settings = (config: FleetConfig, { id, secret }: GatewayLaunch) => ({
  SIGHEJ_BROKER_URL: config.brokerUrl,
  SIGHEJ_VENUE: config.venue,
  SIGHEJ_GATEWAY: id,
  SIGHEJ_GATEWAY_SECRET: secret,
});

const inherited = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("SIGHEJ_")));

function listen(child: ChildProcess, onLine: (line: string) => void): () => string {
  let remembered = "";
  for (const stream of [child.stdout, child.stderr]) {
    let partial = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      remembered = (remembered + text).slice(-MAX_REMEMBERED);
      const lines = (partial + text).split("\n");
      partial = (lines.pop() ?? "").slice(-MAX_REMEMBERED);
      for (const line of lines) onLine(line);
    });
  }
  return () => remembered.trim().split("\n").at(-1) ?? "no output";
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
