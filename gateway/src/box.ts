/**
 * Box: all that one Raspberry Pi does: the gateway itself, check-in beside it, the boards around it,
 * and what it tells the people who look after it.
 */
import { join } from "node:path";
import {
  type CheckInState,
  durationMs,
  type GatewayId,
  type GatewayOnline,
  type MachineStatus,
  type PushedConfig,
} from "@sighej/protocol";
import type { Logger } from "pino";
import { openBluez } from "./adapters/bluez.ts";
import { listenForBoards } from "./adapters/boards/listener.ts";
import { boardSource } from "./adapters/boards/source.ts";
import { startCheckIn } from "./adapters/check-in-process.ts";
import { boardLed } from "./adapters/led.ts";
import { serveLive } from "./adapters/live-socket.ts";
import { serveLoopback } from "./adapters/loopback.ts";
import { machineFacts } from "./adapters/machine.ts";
import { checkInPlace } from "./check-in/place.ts";
import type { GatewayConfig } from "./config.ts";
import { GatewayError } from "./errors.ts";
import { type GatewayParts, type RunningGateway, start } from "./index.ts";
import { liveWindow } from "./live.ts";
import { startPushed } from "./pushed.ts";

/** Where `sighej-gateway scan` finds the gateway, below the folder of the run. */
const LIVE_SOCKET = "live.sock";
/** Temperature changes slowly; the status goes out as often. */
const MACHINE_EVERY_MS = 10_000;
/** How often check-in is told whether the matcher can be reached, ms. */
const REACH_EVERY_MS = 1_000;

export type BoxParts = Pick<
  GatewayParts,
  "version" | "runtimeFolder" | "endForRadio" | "failed"
> & { readonly logger: Logger };

export interface Box {
  readonly gateway: RunningGateway;
  /** Everything off; the gateway last, with its goodbye. */
  readonly stop: () => Promise<void>;
}

/** Rejects with a `GatewayError`: nothing runs then. */
export async function startBox(config: GatewayConfig, parts: BoxParts): Promise<Box> {
  const stops: (() => void | Promise<void>)[] = [];
  const keep = <T extends { readonly stop: () => void | Promise<void> }>(part: T): T => {
    stops.push(part.stop);
    return part;
  };
  async function stop(): Promise<void> {
    for (const each of stops.splice(0).reverse()) await each();
  }
  try {
    return { gateway: await open(config, parts, keep), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Keep = <T extends { readonly stop: () => void | Promise<void> }>(part: T) => T;

async function open(config: GatewayConfig, parts: BoxParts, keep: Keep): Promise<RunningGateway> {
  const { logger, runtimeFolder } = parts;
  const pushed = startPushed();
  const led = keep(boardLed(logger));
  const machine = keep(await pollMachine());
  const live =
    runtimeFolder === undefined
      ? undefined
      : keep(await serveLive(join(runtimeFolder, LIVE_SOCKET)));
  const management = await openBluez();
  const place =
    config.checkInAdapter === undefined
      ? undefined
      : checkInPlace(config, await management?.list());
  let checkIn: () => CheckInState | undefined = () => (place?.ok ? "starting" : place?.why);
  if (place?.ok === false)
    logger.error(
      place.why === "one-adapter"
        ? "check-in is not offered: it needs a second Bluetooth adapter, for the only one scans"
        : "check-in is not offered: the adapter of checkInAdapter is not there",
    );

  // The broker may be there, and have told things, before the radios are.
  let running: RunningGateway | undefined;
  let waiting: PushedConfig | undefined;
  function apply(next: PushedConfig): void {
    waiting = next;
    if (running === undefined) return;
    running.setWindowLength(durationMs(next.windowMs ?? config.windowLength));
    running.setTags(next.stock);
    logger.level = next.logLevel ?? config.logLevel;
    logger.info({ version: next.version }, "a pushed configuration is in force");
  }
  let adverts = 0;
  const gateway = keep(
    await start(
      { ...config, adapters: place?.ok ? place.scanning : config.adapters },
      {
        ...parts,
        ...(management === undefined ? {} : { management }),
        machine: machine.facts,
        settings: pushed.state,
        checkIn: () => checkIn(),
        closed: ({ windowStart, windowLength, sightings }) => {
          const total = running?.status().adverts ?? 0;
          live?.show(liveWindow(windowStart, windowLength, total - adverts, sightings));
          adverts = total;
        },
        configured: (bytes) => {
          const next = pushed.take(bytes);
          if (next !== undefined) apply(next);
        },
        commanded: ({ seconds }) => led.blink(seconds * 1_000),
      },
    ),
  );

  running = gateway;
  if (waiting !== undefined) apply(waiting);

  if (place?.ok) {
    const desk = keep(
      startCheckIn({
        ...{ gateway: config.gateway, adapter: place.adapter, logger, random: Math.random },
        proved: (proof) => {
          if (!gateway.checkIn(proof)) logger.warn("a check-in came while the broker was away");
        },
      }),
    );
    checkIn = () => (desk.offered() ? "offered" : "starting");
    keep(every(REACH_EVERY_MS, () => desk.taking(gateway.connected())));
  }
  const boards = await openBoards(config, parts, keep);
  if (config.loopbackPort > 0)
    keep(await serveLoopback(config.loopbackPort, () => statusesOf(config, gateway, boards)));
  return gateway;
}

const statusesOf = (
  { gateway: own }: GatewayConfig,
  gateway: RunningGateway,
  boards: ReadonlyMap<GatewayId, RunningGateway>,
): ReadonlyMap<string, GatewayOnline> =>
  new Map([
    [own, gateway.status()],
    ...[...boards].map(([id, board]) => [id, board.status()] as const),
  ]);

/** One pipeline for each board, which hears what the board says here. */
async function openBoards(
  config: GatewayConfig,
  { version, logger }: BoxParts,
  keep: Keep,
): Promise<ReadonlyMap<GatewayId, RunningGateway>> {
  const running = new Map<GatewayId, RunningGateway>();
  if (config.boards.length === 0) return running;
  const sources = new Map(config.boards.map(({ gateway }) => [gateway, boardSource(gateway)]));
  for (const { gateway, username, secret } of config.boards) {
    const source = sources.get(gateway);
    if (source === undefined) continue;
    const { openRadio, management, resetUsb } = source;
    const own = { ...config, gateway, username, secret, adapters: [] };
    const parts = { version, logger: logger.child({ board: gateway }) };
    running.set(gateway, keep(await start(own, { ...parts, openRadio, management, resetUsb })));
  }
  const at = { address: config.boardsAddress, port: config.boardsPort };
  keep(
    await listenForBoards(at, config.boards, (gateway) => {
      const source = sources.get(gateway);
      if (source === undefined) throw new GatewayError("boards-unheard", "an unknown board");
      return source;
    }),
  );
  logger.info({ boards: config.boards.length, port: at.port }, "listening for boards");
  return running;
}

async function pollMachine() {
  let facts: MachineStatus = await machineFacts();
  const { stop } = every(MACHINE_EVERY_MS, () => {
    void machineFacts().then((fresh) => {
      facts = fresh;
    });
  });
  return { facts: () => facts, stop };
}

function every(ms: number, act: () => void) {
  const timer = setInterval(act, ms);
  return { stop: () => clearInterval(timer) };
}
