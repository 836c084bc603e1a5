/**
 * Server: lets other processes onto the air, over TCP on 127.0.0.1. Each connection names an
 * antenna and shows the run's secret, and gets that antenna's controller.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type Socket } from "node:net";
import type { Air } from "../air.ts";
import { SimError } from "../errors.ts";
import type { Rng } from "../rng.ts";
import { Antenna, publicAddressOf } from "./antenna.ts";
import type { Fault } from "./fault.ts";
import { FrameWriter } from "./frame-writer.ts";
import {
  DELIVERED,
  decodeHello,
  FrameReader,
  HELLO,
  PACKET,
  POWER,
  REFUSALS,
  REFUSED,
  type Refusal,
  SECRET_OCTETS,
  UP,
  WELCOME,
} from "./frames.ts";
import type { HciLogReading } from "./log.ts";

/** Antenna names in one run, and open connections: no venue has half as many gateways. */
const MAX_ANTENNAS = 1_024;
/** A process says hello at once; who does not is no process of ours. */
const HELLO_TIMEOUT_MS = 5_000;
const HOST = "127.0.0.1";

export interface AirServer {
  readonly host: string;
  readonly port: number;
  /** 32 octets in hexadecimal, made for this run. */
  readonly secret: string;
  /** Antennas that have been taken in this run or were named to `plug` or `unplug`. */
  antennas(): readonly AntennaState[];
  /** Pulls the adapter out from under its process; it stays out until plugged in again. */
  unplug(antenna: string): void;
  plug(antenna: string): void;
  /** The public address of its adapter, as people write it: `02:…`, most significant octet first. */
  addressOf(antenna: string): string;
  /** Something goes wrong with its controller; undefined puts it right. */
  fault(antenna: string, fault: Fault | undefined): void;
  /** Another program on the process's machine gives its controller a command: one H4 packet. */
  foreignCommand(antenna: string, packet: Uint8Array): void;
  /** Its controller sends these octets, whatever they are. */
  inject(antenna: string, packet: Uint8Array): void;
  /** What went between that antenna's hosts and controllers; undefined when it was never taken. */
  hciLog(antenna: string): HciLogReading | undefined;
  /** Ends every connection, so that all adapters are gone, and frees the port. */
  close(): Promise<void>;
}

export interface AntennaState {
  readonly id: string;
  /** Whether a process has it now. */
  readonly taken: boolean;
  readonly plugged: boolean;
  /** Whether its controller hears adverts now. */
  readonly listening: boolean;
}

/** Opens a port for `air`; `rng` gives each controller's advertising jitter. */
export async function serveAir(options: {
  readonly air: Air;
  readonly rng: Rng;
}): Promise<AirServer> {
  const secret = randomBytes(SECRET_OCTETS);
  const antennas = new Map<string, Antenna>();
  const sockets = new Set<Socket>();

  const antennaOf = (id: string): Antenna | undefined => {
    const known = antennas.get(id);
    if (known !== undefined || antennas.size >= MAX_ANTENNAS) return known;
    const antenna = new Antenna(id, options.air, options.rng.fork(id));
    antennas.set(id, antenna);
    return antenna;
  };
  const admit = (payload: Buffer): Antenna | Refusal => {
    const hello = decodeHello(payload);
    if (hello === undefined) return "hello";
    if (!timingSafeEqual(hello.secret, secret)) return "secret";
    const antenna = antennaOf(hello.antenna);
    if (antenna === undefined) return "antenna";
    return antenna.taken ? "taken" : antenna;
  };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serve(socket, admit);
  });
  server.maxConnections = MAX_ANTENNAS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new SimError("listen-failed", "the air cannot open its port", { cause }));
    });
    server.listen(0, HOST, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new TypeError("a TCP server has a port");

  return {
    host: HOST,
    port: bound.port,
    secret: secret.toString("hex"),
    antennas: () =>
      [...antennas.values()].map(({ id, taken, plugged, listening }) => {
        return { id, taken, plugged, listening };
      }),
    unplug: (id) => antennaOf(id)?.setPlugged(false),
    plug: (id) => antennaOf(id)?.setPlugged(true),
    addressOf: (id) => addressText(publicAddressOf(id)),
    fault: (id, fault) => antennaOf(id)?.setFault(fault),
    foreignCommand: (id, packet) => antennaOf(id)?.foreignCommand(packet),
    inject: (id, packet) => antennaOf(id)?.inject(packet),
    hciLog: (id) => antennas.get(id)?.log.reading(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const addressText = (address: Uint8Array): string =>
  [...address]
    .reverse()
    .map((octet) => octet.toString(16).padStart(2, "0"))
    .join(":");

/** One connection, from its hello to its end. */
function serve(socket: Socket, admit: (hello: Buffer) => Antenna | Refusal): void {
  const reader = new FrameReader();
  const writer = new FrameWriter(socket);
  let antenna: Antenna | undefined;
  // Runs on after a refusal, for a stranger may never hang up.
  const timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS);

  const beforeHello = (kind: number, payload: Buffer): void => {
    const admitted = kind === HELLO ? admit(payload) : "hello";
    if (typeof admitted === "string") {
      // One try only, also when the next hello is here already.
      onFrame = () => {};
      writer.write(REFUSED, Uint8Array.of(REFUSALS.indexOf(admitted)));
      writer.end();
      return;
    }
    clearTimeout(timer);
    antenna = admitted;
    onFrame = (kind, payload) => afterHello(admitted, kind, payload);
    writer.write(WELCOME, Uint8Array.of(admitted.state, ...admitted.address));
    admitted.take(writer);
  };
  let onFrame = beforeHello;

  socket.on("data", (chunk: Buffer) => {
    if (!reader.read(chunk, (kind, payload) => onFrame(kind, payload))) socket.destroy();
  });
  // A reset connection is a host that died; its close event, which follows, says all.
  socket.on("error", () => {});
  socket.once("close", () => {
    clearTimeout(timer);
    antenna?.release();
  });
}

function afterHello(antenna: Antenna, kind: number, payload: Buffer): void {
  if (kind === PACKET) antenna.receive(payload);
  else if (kind === POWER) antenna.setPower(payload[0] === UP);
  else if (kind === DELIVERED && payload.length === 4) {
    antenna.log.delivered(payload.readUInt32LE());
  }
}
