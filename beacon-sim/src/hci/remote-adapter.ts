/**
 * RemoteAdapter: a controller in the air process, behind the adapter port, over TCP loopback. Used
 * by the preload in every gateway and beacon process of a simulated venue.
 */
import { connect, type Socket } from "node:net";
import { SimError } from "../errors.ts";
import type { Adapter, PacketTaker } from "./adapter.ts";
import {
  DELIVERED,
  DOWN,
  encodeFrame,
  encodeHello,
  FrameReader,
  GONE,
  PACKET,
  POWER,
  REFUSALS,
  REFUSED,
  UP,
  WELCOME,
} from "./frames.ts";
import { isReport } from "./reports.ts";

/** The air answers at once; a host that waits longer talks to something else, or to a dead one. */
const CONNECT_TIMEOUT_MS = 5_000;

export interface AirAddress {
  readonly host: string;
  readonly port: number;
  readonly antenna: string;
  /** 32 octets that the air process made for this run. */
  readonly secret: Uint8Array;
}

/** Connects, and is given an antenna. Rejects with a SimError when refused or not answered. */
export function connectAdapter(address: AirAddress): Promise<Adapter> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    const adapter = new RemoteAdapter(socket);
    const fail = (error: SimError): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new SimError("air-unreachable", "the air process does not answer")),
      CONNECT_TIMEOUT_MS,
    );
    socket.once("connect", () => socket.write(encodeHello(address.secret, address.antenna)));
    socket.on("error", (cause) => {
      fail(new SimError("air-unreachable", "the air process cannot be reached", { cause }));
    });
    socket.on("close", () => fail(new SimError("air-unreachable", "the air process hung up")));
    adapter.onAnswer = (refusal) => {
      if (refusal !== undefined) {
        fail(refusal);
        return;
      }
      clearTimeout(timer);
      // The host's own timers keep its process alive, not this socket.
      socket.unref();
      resolve(adapter);
    };
  });
}

class RemoteAdapter implements Adapter {
  onAnswer: (refusal?: SimError) => void = () => {};
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #taker: PacketTaker = () => false;
  #state = GONE;
  #address: Uint8Array = new Uint8Array(6);
  #plugged: () => void = () => {};
  /** Reports taken since the air was last told. */
  #delivered = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("close", () => this.#is(GONE));
  }

  get present(): boolean {
    return this.#state !== GONE;
  }

  get up(): boolean {
    return this.#state === UP;
  }

  get address(): Uint8Array {
    return this.#address;
  }

  setPower(on: boolean): void {
    if (!this.present) return;
    this.#is(on ? UP : DOWN);
    this.#socket.write(encodeFrame(POWER, Uint8Array.of(this.#state)));
  }

  onPlugged(listener: () => void): void {
    this.#plugged = listener;
  }

  send(packet: Uint8Array): void {
    if (this.up) this.#socket.write(encodeFrame(PACKET, packet));
  }

  deliverTo(taker: PacketTaker): void {
    this.#taker = taker;
  }

  #read(chunk: Buffer): void {
    const ours = this.#reader.read(chunk, (kind, payload) => this.#frame(kind, payload));
    if (!ours) this.#socket.destroy();
    if (this.#delivered > 0) {
      const count = Buffer.allocUnsafe(4);
      count.writeUInt32LE(this.#delivered);
      this.#delivered = 0;
      this.#socket.write(encodeFrame(DELIVERED, count));
    }
  }

  #frame(kind: number, payload: Buffer): void {
    if (kind === PACKET) {
      this.#take(payload);
    } else if (kind === POWER) {
      this.#is(payload[0] ?? GONE);
    } else if (kind === WELCOME) {
      this.#state = payload[0] ?? GONE;
      this.#address = Uint8Array.from(payload.subarray(1));
      this.onAnswer();
    } else if (kind === REFUSED) {
      this.onAnswer(refusalError(REFUSALS[payload[0] ?? 0]));
    }
  }

  #is(state: number): void {
    const before = this.present;
    this.#state = state;
    if (this.present !== before) this.#plugged();
  }

  #take(payload: Buffer): void {
    // Memory of its own, as the native addon gives: noble keeps views of a packet for each address
    // it ever hears, and each would hold the whole TCP chunk.
    const packet = Buffer.allocUnsafeSlow(payload.length);
    payload.copy(packet);
    if (this.#taker(packet) && isReport(packet)) this.#delivered += 1;
  }
}

function refusalError(refusal: (typeof REFUSALS)[number] | undefined): SimError {
  if (refusal === "taken") return new SimError("antenna-taken", "another process has this antenna");
  return new SimError("air-refused", `the air process refused the ${refusal ?? "connection"}`);
}
