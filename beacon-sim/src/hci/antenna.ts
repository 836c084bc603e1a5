/**
 * Antenna: one named place on the air that a host process can take, with its controller while it
 * is taken and its log for the whole run. Knows nothing of sockets but what a `FrameSink` does.
 */
import { createHash } from "node:crypto";
import type { Air } from "../air.ts";
import type { Rng } from "../rng.ts";
import { Controller } from "./controller.ts";
import { answerOf, beginsScan, type Fault } from "./fault.ts";
import { DOWN, GONE, PACKET, POWER, UP } from "./frames.ts";
import { HciLog } from "./log.ts";

/** The host's connection, as the antenna writes to it. */
export interface FrameSink {
  /** Octets written and not yet taken by the system. */
  readonly backlog: number;
  write(kind: number, payload: Uint8Array): void;
  destroy(): void;
}

/** Backlog past which reports are dropped: some 5,000 of them, a second of a large crowd. */
const REPORT_BACKLOG = 256 * 1_024;
/** Backlog past which the host is cut off: it reads neither answers nor data any more. */
const HARD_BACKLOG = 1_024 * 1_024;

export class Antenna {
  readonly id: string;
  readonly log = new HciLog();
  readonly #air: Air;
  readonly #rng: Rng;
  #plugged = true;
  #switchedOn = true;
  #fault: Fault | undefined;
  #holder: { readonly controller: Controller; readonly sink: FrameSink } | undefined;

  constructor(id: string, air: Air, rng: Rng) {
    this.id = id;
    this.#air = air;
    this.#rng = rng;
  }

  /** Its adapter's public address, least significant octet first. */
  get address(): Uint8Array {
    return publicAddressOf(this.id);
  }

  /** As the host is told of it: `GONE`, `UP` or `DOWN`. */
  get state(): number {
    if (!this.#plugged) return GONE;
    return this.#switchedOn ? UP : DOWN;
  }

  get taken(): boolean {
    return this.#holder !== undefined;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  get listening(): boolean {
    return this.#holder?.controller.listening ?? false;
  }

  /** A host takes the antenna: it gets a fresh controller. */
  take(sink: FrameSink): void {
    const controller = new Controller({
      id: this.id,
      air: this.#air,
      publicAddress: publicAddressOf(this.id),
      rng: this.#rng,
      log: this.log,
      host: {
        packet: (packet) => {
          if (this.#fault?.kind === "mute") return;
          if (sink.backlog > HARD_BACKLOG) sink.destroy();
          else sink.write(PACKET, packet);
        },
        report: (packet) => {
          if (this.#fault !== undefined) return false;
          if (sink.backlog > REPORT_BACKLOG) return false;
          sink.write(PACKET, packet);
          return true;
        },
      },
    });
    this.#holder = { controller, sink };
    if (this.state === UP) controller.powerOn();
  }

  /** The host is gone: its controller leaves the air. */
  release(): void {
    this.#holder?.controller.powerOff();
    this.#holder = undefined;
  }

  receive(packet: Uint8Array): void {
    if (this.#holder === undefined) return;
    if (this.#fault?.until === "scan" && beginsScan(packet)) this.#fault = undefined;
    const answered = this.#fault && answerOf(this.#fault, packet);
    if (answered === undefined) this.#holder.controller.receive(packet);
    else if (answered.answer !== undefined) this.#holder.sink.write(PACKET, answered.answer);
  }

  /** Something goes wrong with the controller; undefined puts it right. */
  setFault(fault: Fault | undefined): void {
    this.#fault = fault;
  }

  /** Another program on the host's machine gives a command, which the host's sockets see too. */
  foreignCommand(packet: Uint8Array): void {
    this.#holder?.sink.write(PACKET, packet);
    this.receive(packet);
  }

  /** The controller sends the host these octets, whatever they are. */
  inject(packet: Uint8Array): void {
    this.#holder?.sink.write(PACKET, packet);
  }

  /** The host switches its adapter on or off, by the kernel's management channel. */
  setPower(on: boolean): void {
    if (!on && this.#fault?.until === "power") this.#fault = undefined;
    this.#switchedOn = on;
    this.#apply();
  }

  setPlugged(plugged: boolean): void {
    if (plugged === this.#plugged) return;
    if (!plugged) this.#fault = undefined;
    this.#plugged = plugged;
    this.#switchedOn = true;
    this.#apply();
    this.#holder?.sink.write(POWER, Uint8Array.of(this.state));
  }

  #apply(): void {
    if (this.state === UP) this.#holder?.controller.powerOn();
    else this.#holder?.controller.powerOff();
  }
}

/**
 * An address that is the antenna's in every run, locally administered so that it is no maker's
 * (IEEE 802, the second bit of the first octet). Least significant octet first.
 */
export function publicAddressOf(id: string): Uint8Array {
  const address = Uint8Array.from(createHash("sha256").update(id).digest().subarray(0, 6));
  address[5] = ((address[5] ?? 0) & 0xfc) | 0x02;
  return address;
}
