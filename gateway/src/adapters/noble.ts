/**
 * noble as a radio: one adapter that is brought to scan passively, and says how it is.
 *
 * It only does what it is told; when to try again, and how hard, is the watchdog's business.
 * Commands go out one at a time, each waiting for the answer to the one before, because a controller
 * that refuses one says so in its answer and nowhere else.
 */
import type { Logger } from "pino";
import { GatewayError } from "../errors.ts";
import type { OpenRadio, Radio, RadioEars, RadioState } from "../radio.ts";
import { type HciLayer, type HciListener, notPermitted, openHci, type Power } from "./noble-hci.ts";

/** A controller answers within milliseconds, a busy one within tens of them. */
const ANSWER_TIMEOUT_MS = 2_000;
/** An adapter powers on within a second; noble says nothing at all about one that never does. */
const OPEN_TIMEOUT_MS = 10_000;
/** A hung controller must not keep the gateway from ending. */
const STOP_TIMEOUT_MS = 1_000;

const RESET = 0x0c03;
const SET_SCAN_PARAMETERS = 0x200b;
const SET_SCAN_ENABLE = 0x200c;
/**
 * Interval and window in units of 0.625 ms: 60 ms each, so the receiver is always on. A beacon sends
 * on all three channels within some 10 ms, so one that stays on a channel this long misses none.
 */
const SCAN_UNITS = 0x0060;

/** LE Set Scan Parameters (Core 5.4, Vol 4 Part E §7.8.10): passive, public address, all adverts. */
const passiveScan = Buffer.of(1, 0x0b, 0x20, 7, 0, SCAN_UNITS, 0, SCAN_UNITS, 0, 0, 0);
/** LE Set Scan Enable (§7.8.11), duplicates reported. */
const scanEnable = (on: boolean): Buffer => Buffer.of(1, 0x0c, 0x20, 2, on ? 1 : 0, 0);

type Waiting = "nothing" | "power" | "disable" | "parameters" | "enable";

/** Throws a `GatewayError` that nothing but an operator can mend; all else is the radio's state. */
export const nobleRadio =
  (logger: Logger, fail: (error: GatewayError) => void): OpenRadio =>
  (index, ears) =>
    new NobleRadio(index, ears, logger, fail);

class NobleRadio implements Radio {
  readonly #index: number | undefined;
  readonly #ears: RadioEars;
  readonly #logger: Logger;
  readonly #fail: (error: GatewayError) => void;
  #layer: HciLayer | undefined;
  #state: RadioState = "off";
  #waiting: Waiting = "nothing";
  #timer: NodeJS.Timeout | undefined;
  #stopped: (() => void) | undefined;

  constructor(
    index: number | undefined,
    ears: RadioEars,
    logger: Logger,
    fail: (error: GatewayError) => void,
  ) {
    this.#index = index;
    this.#ears = ears;
    this.#logger = logger;
    this.#fail = fail;
    this.reopen();
  }

  readonly state = (): RadioState => this.#state;

  readonly rescan = (): void => {
    if (this.#layer === undefined || this.#waiting === "power") return;
    this.#give("disable", scanEnable(false));
  };

  readonly reopen = (): void => {
    this.#layer?.close();
    this.#layer = undefined;
    this.#wait("power", OPEN_TIMEOUT_MS);
    this.#state = "starting";
    const listener = this.#listener();
    try {
      this.#layer = openHci(this.#index, passiveScan, listener);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== "no-adapter") throw error;
      this.#is("off");
    }
  };

  readonly close = async (): Promise<void> => {
    if (this.#state === "off" || this.#layer === undefined) {
      this.#is("off");
      this.#layer?.close();
      return;
    }
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, STOP_TIMEOUT_MS);
      this.#stopped = () => {
        clearTimeout(timeout);
        resolve();
      };
      this.#layer?.write(scanEnable(false));
    });
    this.#is("off");
    this.#layer.close();
  };

  #listener(): HciListener {
    return {
      ...this.#ears,
      completed: (opcode, status) => this.#completed(opcode, status),
      commanded: (opcode, packet) => this.#commanded(opcode, packet),
      power: (power) => this.#power(power),
      failed: (code) => this.#failed(code),
    };
  }

  #power(power: Power): void {
    if (power === "poweredOn") {
      if (this.#waiting === "power" || this.#state === "off") {
        this.#wait("nothing");
        this.rescan();
      }
    } else if (power === "poweredOff") this.#is("off");
    else if (power === "unauthorized") this.#fail(notPermitted());
    else
      this.#fail(
        new GatewayError(
          "radio-unsupported",
          "the Bluetooth adapter has no Low Energy (Bluetooth 4.0 or later is needed)",
        ),
      );
  }

  #completed(opcode: number, status: number): void {
    if (this.#stopped !== undefined) {
      if (opcode === SET_SCAN_ENABLE) this.#stopped();
    } else if (opcode === RESET) this.#is("reset");
    else if (opcode === SET_SCAN_ENABLE && this.#waiting === "disable")
      // Some controllers refuse to end a scan that is not on: what matters comes next.
      this.#give("parameters", passiveScan);
    else if (opcode === SET_SCAN_PARAMETERS && this.#waiting === "parameters")
      status === 0 ? this.#give("enable", scanEnable(true)) : this.#is("refused");
    else if (opcode === SET_SCAN_ENABLE && this.#waiting === "enable")
      this.#is(status === 0 ? "scanning" : "refused");
  }

  /** noble would tell of other programs' scans as if they were its own. */
  #commanded(opcode: number, packet: Uint8Array): void {
    if (opcode !== SET_SCAN_ENABLE || this.#state !== "scanning") return;
    const [on, filtersDuplicates] = [packet[4] === 1, packet[5] === 1];
    if (!on || filtersDuplicates) this.#is("scan-ended");
  }

  #failed(code: string): void {
    if (code === "EPERM") this.#fail(notPermitted());
    else {
      this.#logger.warn({ code }, "the Bluetooth adapter cannot be written to");
      this.#is("off");
    }
  }

  #give(waiting: Waiting, command: Buffer): void {
    this.#state = "starting";
    this.#wait(waiting, ANSWER_TIMEOUT_MS);
    this.#layer?.write(command);
  }

  #is(state: RadioState): void {
    this.#wait("nothing");
    this.#state = state;
  }

  #wait(waiting: Waiting, limitMs?: number): void {
    clearTimeout(this.#timer);
    this.#waiting = waiting;
    if (limitMs !== undefined) this.#timer = setTimeout(() => this.#is("no-answer"), limitMs);
  }
}
