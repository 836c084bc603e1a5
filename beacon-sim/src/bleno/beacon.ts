/**
 * Beacon: advertises one payload with bleno, on whatever adapter the process has, virtual or real.
 *
 * What bleno 0.6.2 can do over HCI limits it: one advert at a time, legacy, always connectable
 * (ADV_IND), from the adapter's fixed public address, 31 octets. A badge sends non-connectable
 * adverts from an address that changes with its token, so this is no badge: it is a second
 * implementation of the air's other side, for tests and for trying a gateway with a real dongle.
 */
import type Bleno from "@abandonware/bleno";
import { SimError } from "../errors.ts";
import { echoService } from "./echo-service.ts";

export interface BeaconSettings {
  /** AD structures, at most 31 octets. */
  readonly advert: Buffer;
  /** Answer to active scans, at most 31 octets; may be empty. */
  readonly scanResponse: Buffer;
  /** Time between adverts, ms, 20 to 10,240; the adapter adds 0 to 10 ms to each. */
  readonly intervalMs: number;
  /** Whether to offer the echo service to who connects. */
  readonly echo: boolean;
}

export interface Beacon {
  /** Off the air; resolves when the adapter has confirmed it, or after a second. */
  stop(): Promise<void>;
}

/** A bleno whose adapter went away never confirms. */
const STOP_TIMEOUT_MS = 1_000;
/** Start-up takes milliseconds; without an adapter bleno says nothing, for ever. */
const START_TIMEOUT_MS = 10_000;

/**
 * Resolves once the adapter confirms that it advertises. Advertises again whenever the adapter
 * comes back. Throws a SimError `beacon-silent` when the adapter is absent or refuses. bleno keeps the
 * process alive from then on: end it with `process.exit`.
 */
export async function startBeacon(settings: BeaconSettings): Promise<Beacon> {
  // bleno reads this when the adapter comes up, and takes it from nowhere else.
  process.env.BLENO_ADVERTISING_INTERVAL = String(settings.intervalMs);
  // Late, for loading bleno where there is no Bluetooth throws: the settings are checked by then.
  const { default: bleno } = await import("@abandonware/bleno");
  if (settings.echo) bleno.setServices([echoService(bleno)]);
  await firstAdvert(bleno, settings);
  return { stop: () => stop(bleno) };
}

function firstAdvert(bleno: typeof Bleno, settings: BeaconSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error): void => {
      clearTimeout(timer);
      reject(new SimError("beacon-silent", "the adapter does not advertise", { cause }));
    };
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    // A refusal comes as this event only; the callback is then never called.
    bleno.on("advertisingStartError", fail);
    bleno.on("advertisingStart", () => {
      clearTimeout(timer);
      resolve();
    });
    bleno.on("stateChange", (state) => {
      if (state !== "poweredOn") return;
      bleno.startAdvertisingWithEIRData(settings.advert, settings.scanResponse);
    });
  });
}

function stop(bleno: typeof Bleno): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STOP_TIMEOUT_MS);
    bleno.stopAdvertising(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
