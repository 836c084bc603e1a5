/**
 * noble's HCI layer: loads noble and takes its advertising reports before noble itself does
 * anything with them.
 *
 * What noble would do with a report: keep an object per address for ever (1.9 kB each, and phones
 * change theirs every quarter of an hour), swallow the first connectable advert of each, and merge
 * all later ones into one shared object. None of that is optional, so its listener is taken off.
 * This reaches inside version 1.9.2-26, which is pinned; another shape is refused, not guessed at.
 */
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { GatewayError } from "../errors.ts";
import type { Hear } from "../radio.ts";

export type Noble = typeof import("@abandonware/noble");

const KNOWN_VERSION = "1.9.2-26";
const LEGACY_REPORT = "leAdvertisingReport";
const EXTENDED_REPORT = "leExtendedAdvertisingReport";

/**
 * noble, loaded now: requiring it opens a Bluetooth socket, which throws on machines without
 * Bluetooth, so no import at the top of a file may do it. Throws a `GatewayError`.
 */
export function loadNoble(): Noble {
  const load = createRequire(import.meta.url);
  try {
    return load("@abandonware/noble");
  } catch (cause) {
    throw loadError(cause);
  }
}

function loadError(cause: unknown): GatewayError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code === "EAFNOSUPPORT" || text.includes("EAFNOSUPPORT"))
    return new GatewayError(
      "bluetooth-unsupported",
      "this machine's kernel has no Bluetooth; run the gateway where there is an adapter",
      { cause },
    );
  if (code === "MODULE_NOT_FOUND")
    return new GatewayError(
      "radio-addon-missing",
      "the Bluetooth addon is not built; run `npm run build:bluetooth` in the project's folder",
      { cause },
    );
  return new GatewayError("radio-failed", `the Bluetooth library does not load: ${text}`, {
    cause,
  });
}

/**
 * Every advertising report goes to `hear`, and noble sees none. Throws `noble-changed` where noble
 * is built otherwise than the version known here.
 */
export function takeReports(noble: Noble, hear: Hear): void {
  const bindings: unknown = noble._bindings;
  const hci = fieldOf(bindings, "_hci");
  const gap = fieldOf(bindings, "_gap");
  if (
    !(hci instanceof EventEmitter) ||
    !(gap instanceof EventEmitter) ||
    hci.listenerCount(LEGACY_REPORT) !== 1 ||
    hci.listenerCount(EXTENDED_REPORT) !== 1
  )
    throw new GatewayError(
      "noble-changed",
      `noble is not version ${KNOWN_VERSION} over Linux's HCI sockets, which is what this gateway ` +
        "knows; run `npm ci`, on Linux",
    );
  hci.removeAllListeners(LEGACY_REPORT);
  hci.removeAllListeners(EXTENDED_REPORT);
  const hearSafely = crashing(hear);
  // The arguments are those of noble's lib/hci-socket/hci.js; of them only bytes and level are used.
  hci.on(
    LEGACY_REPORT,
    (
      _status: number,
      _type: number,
      _address: string,
      _kind: string,
      bytes: Buffer,
      rssi: number,
    ) => hearSafely(bytes, rssi),
  );
  hci.on(
    EXTENDED_REPORT,
    (
      _status: number,
      _type: number,
      _address: string,
      _kind: string,
      _txPower: number,
      rssi: number,
      rest: Buffer,
    ) => hearSafely(ownBytes(rest), rssi),
  );
}

/**
 * noble hands an extended report's bytes on with all reports behind it in the same packet. They are
 * a view into that packet, in which the octet before them is their length (Core 5.4, Vol 4 Part E
 * §7.7.65.13).
 */
function ownBytes(rest: Buffer): Buffer {
  if (rest.byteOffset === 0) return rest;
  const length = Buffer.from(rest.buffer, rest.byteOffset - 1, 1)[0] ?? 0;
  return rest.subarray(0, length);
}

/** noble logs whatever its listeners throw and goes on; a bug of ours must end the process. */
function crashing(hear: Hear): Hear {
  return (bytes, level) => {
    try {
      hear(bytes, level);
    } catch (bug) {
      queueMicrotask(() => {
        throw bug;
      });
    }
  };
}

/**
 * noble ends the process with code 1 at SIGINT where its listener is the last. Whoever embeds it
 * decides that; to be called after noble's start.
 */
export function keepProcessAtSigint(noble: Noble): void {
  const listener = fieldOf(noble._bindings, "onSigIntBinded");
  for (const each of process.listeners("SIGINT"))
    if (each === listener) process.removeListener("SIGINT", each);
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
