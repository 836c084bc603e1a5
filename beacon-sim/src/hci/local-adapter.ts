/**
 * LocalAdapter: a controller in the same process, behind the adapter port. For tests and tools
 * that want no second process.
 */
import type { Air } from "../air.ts";
import type { Rng } from "../rng.ts";
import type { Adapter, PacketTaker } from "./adapter.ts";
import { Controller } from "./controller.ts";
import { HciLog, type HciLogReading } from "./log.ts";
import { isReport } from "./reports.ts";

/** Packets that may wait for the event loop; some 3 MB of reports, a second of a huge crowd. */
const MAX_WAITING = 65_536;

export interface LocalAdapterOptions {
  readonly id: string;
  readonly air: Air;
  /** Six octets, least significant first. */
  readonly publicAddress: Uint8Array;
  readonly rng: Rng;
}

export class LocalAdapter implements Adapter {
  readonly #controller: Controller;
  readonly #log = new HciLog();
  readonly address: Uint8Array;
  #taker: PacketTaker = () => false;
  #present = true;
  #plugged: () => void = () => {};
  #waiting: Buffer[] = [];

  constructor(options: LocalAdapterOptions) {
    this.address = options.publicAddress;
    this.#controller = new Controller({
      ...options,
      log: this.#log,
      host: {
        packet: (packet) => this.#enqueue(packet),
        report: (packet) => {
          if (this.#waiting.length >= MAX_WAITING) return false;
          this.#enqueue(packet);
          return true;
        },
      },
    });
    this.#controller.powerOn();
  }

  get present(): boolean {
    return this.#present;
  }

  get up(): boolean {
    return this.#controller.powered;
  }

  send(packet: Uint8Array): void {
    this.#controller.receive(packet);
  }

  deliverTo(taker: PacketTaker): void {
    this.#taker = taker;
  }

  setPower(on: boolean): void {
    if (on && this.#present) this.#controller.powerOn();
    else this.#controller.powerOff();
  }

  onPlugged(listener: () => void): void {
    this.#plugged = listener;
  }

  plug(): void {
    this.#present = true;
    this.#controller.powerOn();
    this.#plugged();
  }

  unplug(): void {
    this.#present = false;
    this.#controller.powerOff();
    this.#plugged();
  }

  hciLog(): HciLogReading {
    return this.#log.reading();
  }

  #enqueue(packet: Buffer): void {
    if (this.#waiting.push(packet) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const packets = this.#waiting;
    this.#waiting = [];
    for (const packet of packets) {
      if (this.#taker(packet) && isReport(packet)) this.#log.delivered(1);
    }
  }
}
