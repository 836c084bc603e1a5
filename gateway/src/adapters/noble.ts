/**
 * noble as an advert source: waits for the adapter, scans, and scans again whenever the scan is
 * lost. Adverts come from `noble-hci.ts`.
 */
import type { Logger } from "pino";
import { GatewayError } from "../errors.ts";
import type { AdvertSource, Hear, RadioState } from "../radio.ts";
import { keepProcessAtSigint, loadNoble, type Noble, takeReports } from "./noble-hci.ts";

/** An adapter powers on within a second; noble says nothing at all about one that never does. */
const START_TIMEOUT_MS = 15_000;
/**
 * Wait before a lost scan is started again. noble tells of other programs' scan commands as if they
 * were its own, and programs that answer each other at once do so sixty times a second.
 */
const RESCAN_AFTER_MS = 10_000;
/** A controller answers within milliseconds; a hung one must not keep the gateway from ending. */
const STOP_TIMEOUT_MS = 1_000;

export function nobleSource(logger: Logger): AdvertSource {
  let noble: Noble | undefined;
  let state: RadioState = "starting";
  let power = "unknown";
  let wanted = true;
  let rescan: NodeJS.Timeout | undefined;
  let stopped: (() => void) | undefined;

  function scan(): void {
    if (!wanted || power !== "poweredOn") return;
    noble?.startScanning([], true);
    // Where the controller refuses, noble says nothing: try until it has answered.
    scanLater();
  }

  function scanLater(): void {
    rescan ??= setTimeout(() => {
      rescan = undefined;
      scan();
    }, RESCAN_AFTER_MS);
  }

  function onScanStart(filterDuplicates: unknown): void {
    // Another program's scan that reports each beacon once: ours is gone.
    if (filterDuplicates === true) {
      scanLater();
      return;
    }
    clearTimeout(rescan);
    rescan = undefined;
    state = "scanning";
  }

  function onScanStop(): void {
    if (!wanted) stopped?.();
    else if (state === "scanning") {
      logger.warn("scan stopped by another program or the controller; starting it again in 10 s");
      state = "starting";
      scanLater();
    }
  }

  function onPower(next: string): void {
    power = next;
    if (next === "poweredOn") {
      scan();
      return;
    }
    if (state === "scanning") logger.warn({ power }, "adapter lost; waiting for it");
    state = "off";
  }

  return {
    state: () => state,
    start: async (hear: Hear) => {
      const loaded = loadNoble();
      noble = loaded;
      takeReports(loaded, hear);
      await new Promise<void>((resolve, reject) => {
        const timeout = setTimeout(() => reject(notReady(power)), START_TIMEOUT_MS);
        const fail = (error: GatewayError): void => {
          clearTimeout(timeout);
          reject(error);
        };
        loaded.on("warning", (message: string) => fail(initError(message)));
        loaded.on("scanStop", onScanStop);
        loaded.on("scanStart", (filterDuplicates?: unknown) => {
          onScanStart(filterDuplicates);
          if (state !== "scanning") return;
          clearTimeout(timeout);
          resolve();
        });
        // This listener is what makes noble begin.
        loaded.on("stateChange", (next: string) => {
          onPower(next);
          const fatal = fatalPower(next);
          if (fatal !== undefined) fail(fatal);
        });
        setImmediate(() => keepProcessAtSigint(loaded));
      });
    },
    stop: async () => {
      wanted = false;
      clearTimeout(rescan);
      if (power === "poweredOn")
        await new Promise<void>((resolve) => {
          stopped = resolve;
          setTimeout(resolve, STOP_TIMEOUT_MS).unref();
          noble?.stopScanning();
        });
      state = "off";
    },
  };
}

function notReady(power: string): GatewayError {
  return new GatewayError(
    "radio-not-ready",
    power === "poweredOn"
      ? "the Bluetooth adapter is on but does not scan; unplug it or restart the machine"
      : "the Bluetooth adapter is not on; try `rfkill unblock bluetooth` and `hciconfig hci0 up`",
  );
}

function fatalPower(power: string): GatewayError | undefined {
  if (power === "unauthorized") return notPermitted();
  if (power === "unsupported")
    return new GatewayError(
      "radio-unsupported",
      "the Bluetooth adapter has no Low Energy (Bluetooth 4.0 or later is needed)",
    );
  return undefined;
}

function notPermitted(): GatewayError {
  return new GatewayError(
    "radio-not-permitted",
    "this account may not use the Bluetooth adapter; run the gateway as a unit with " +
      "AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN, or as root",
  );
}

/** noble turns what its start threw into a warning of one line. */
function initError(message: string): GatewayError {
  const cause = new Error(message);
  if (/ENODEV|No such device/.test(message))
    return new GatewayError("no-adapter", "there is no Bluetooth adapter; plug one in", { cause });
  if (/EPERM|EACCES|not permitted/.test(message)) return notPermitted();
  return new GatewayError("radio-failed", "the Bluetooth adapter does not start", { cause });
}
