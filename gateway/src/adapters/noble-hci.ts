/**
 * noble's HCI layer: noble's own socket and initialisation of an adapter, without what noble would
 * do with adverts.
 *
 * That is: keep an object per address for ever (1.9 kB each, and phones change theirs every quarter
 * of an hour), swallow the first connectable advert of each, merge later ones into one shared
 * object, scan actively, and swallow errors. So its `Hci` class alone is loaded, and four methods of
 * each instance are replaced. This reaches inside version 1.9.2-26, which is pinned; another one is
 * refused, not guessed at.
 */
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { GatewayError } from "../errors.ts";
import type { RadioEars } from "../radio.ts";
import { hearReports, isReport } from "./noble-hci-reports.ts";

const KNOWN_VERSION = "1.9.2-26";
const COMMAND_PACKET = 0x01;
const EVENT_PACKET = 0x04;
const COMMAND_COMPLETE = 0x0e;
const COMMAND_STATUS = 0x0f;

/** What noble calls the state of an adapter, of which these four occur over HCI sockets. */
export type Power = "poweredOn" | "poweredOff" | "unauthorized" | "unsupported";

export interface HciListener extends RadioEars {
  /** A command has been answered, whoever gave it. */
  readonly completed: (opcode: number, status: number) => void;
  /** Another program has given a command on the same adapter; the whole packet. */
  readonly commanded: (opcode: number, packet: Uint8Array) => void;
  readonly power: (power: Power) => void;
  /** The system refuses to read or write; noble would say nothing. */
  readonly failed: (code: string) => void;
}

export interface HciLayer {
  readonly write: (packet: Buffer) => void;
  /** No events after this. The socket itself ends with the process: the addon cannot close one. */
  readonly close: () => void;
}

/** The parts of noble's `Hci` that are used or replaced. */
interface NobleHci extends EventEmitter {
  readonly _socket: {
    write(packet: Buffer): void;
    stop(): void;
    removeAllListeners(): void;
  };
  init(): void;
  setScanParameters(): void;
  pollIsDevUp(): void;
  onSocketData(packet: Buffer): void;
  onSocketError(error: Error): void;
}
type HciClass = new (options: { readonly deviceId?: number }) => NobleHci;

/**
 * Opens adapter `index`, the first that is up where it is undefined, and begins to initialise it.
 * Throws a `GatewayError`.
 */
export function openHci(
  index: number | undefined,
  setScanParameters: Buffer,
  listener: HciListener,
): HciLayer {
  const Hci = loadHci();
  try {
    const hci = new Hci(index === undefined ? {} : { deviceId: index });
    fence(hci, setScanParameters, listener);
    hci.init();
    return {
      write: (packet) => hci._socket.write(packet),
      close: () => {
        // Its poll, once a second for ever, may begin it anew.
        hci.pollIsDevUp = () => undefined;
        hci.init = () => undefined;
        hci._socket.stop();
        hci._socket.removeAllListeners();
        hci.removeAllListeners();
      },
    };
  } catch (cause) {
    throw openError(cause);
  }
}

function fence(hci: NobleHci, setScanParameters: Buffer, listener: HciListener): void {
  const nobles = hci.onSocketData.bind(hci);
  hci.setScanParameters = () => hci._socket.write(setScanParameters);
  hci.onSocketData = (packet) => {
    if (isReport(packet)) {
      if (!hearReports(packet, listener.hear)) listener.malformed();
      return;
    }
    tellAnswer(packet, listener);
    try {
      nobles(packet);
    } catch {
      // noble reads fields that a short event does not have; what it tells us of is told later.
      listener.malformed();
    }
  };
  hci.onSocketError = (error) => listener.failed(codeOf(error));
  hci.on("stateChange", (power: Power) => queueMicrotask(() => listener.power(power)));
}

/** Command Complete and Command Status (Core 5.4, Vol 4 Part E §7.7.14, §7.7.15), and commands. */
function tellAnswer(packet: Buffer, listener: HciListener): void {
  const [type, code] = packet;
  if (type === COMMAND_PACKET && packet.length >= 4)
    listener.commanded(packet.readUInt16LE(1), packet);
  if (type !== EVENT_PACKET || packet.length < 7) return;
  if (code === COMMAND_COMPLETE) listener.completed(packet.readUInt16LE(4), packet.readUInt8(6));
  else if (code === COMMAND_STATUS && packet.readUInt8(3) !== 0)
    listener.completed(packet.readUInt16LE(5), packet.readUInt8(3));
}

/**
 * The class, loaded now: where the kernel has no Bluetooth its socket throws, so no import at the
 * top of a file may do it.
 */
function loadHci(): HciClass {
  const load = createRequire(import.meta.url);
  let Hci: unknown;
  let version: unknown;
  try {
    Hci = load("@abandonware/noble/lib/hci-socket/hci");
    version = load("@abandonware/noble/package.json").version;
  } catch (cause) {
    throw openError(cause);
  }
  if (version !== KNOWN_VERSION || !isHciClass(Hci))
    throw new GatewayError(
      "noble-changed",
      `noble is not version ${KNOWN_VERSION}, which is what this gateway knows; run \`npm ci\``,
    );
  return Hci;
}

const replaced = ["init", "setScanParameters", "pollIsDevUp", "onSocketData", "onSocketError"];

function isHciClass(value: unknown): value is HciClass {
  if (typeof value !== "function" || !(value.prototype instanceof EventEmitter)) return false;
  return replaced.every((name) => typeof Reflect.get(value.prototype, name) === "function");
}

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error instanceof Error ? error.message : "unknown";
};

/** What went wrong while the adapter was opened, with what to do about it. */
function openError(cause: unknown): GatewayError {
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  const says = (...words: readonly string[]) =>
    words.some((each) => `${code} ${text}`.includes(each));
  if (says("EAFNOSUPPORT"))
    return new GatewayError(
      "bluetooth-unsupported",
      "this machine's kernel has no Bluetooth; run the gateway where there is an adapter",
      { cause },
    );
  if (says("MODULE_NOT_FOUND", "Cannot find module"))
    return new GatewayError(
      "radio-addon-missing",
      "the Bluetooth addon is not built; run `npm run build:bluetooth` in the project's folder",
      { cause },
    );
  if (says("ENODEV", "No such device"))
    return new GatewayError("no-adapter", "there is no Bluetooth adapter; plug one in", { cause });
  if (says("EPERM", "EACCES", "not permitted")) return notPermitted(cause);
  return new GatewayError("radio-failed", `the Bluetooth adapter does not open: ${text}`, {
    cause,
  });
}

export function notPermitted(cause?: unknown): GatewayError {
  return new GatewayError(
    "radio-not-permitted",
    "this account may not use the Bluetooth adapter; run the gateway as a unit with " +
      "AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN, or as root",
    { cause },
  );
}
