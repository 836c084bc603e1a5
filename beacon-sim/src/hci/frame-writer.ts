/**
 * FrameWriter: gathers the frames of one turn of the event loop into few large writes. A crowd
 * gives tens of thousands of reports a second, and a write to a socket costs more than all else.
 */
import type { Socket } from "node:net";
import type { FrameSink } from "./antenna.ts";
import { framedLength, writeFrame } from "./frames.ts";

/** Bytes gathered before a write: about a thousand reports. */
const CHUNK_OCTETS = 64 * 1_024;

export class FrameWriter implements FrameSink {
  readonly #socket: Socket;
  #chunk = Buffer.allocUnsafeSlow(CHUNK_OCTETS);
  /** What lies between has been gathered and not yet written. */
  #start = 0;
  #end = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get backlog(): number {
    return this.#socket.writableLength + this.#end - this.#start;
  }

  write(kind: number, payload: Uint8Array): void {
    if (this.#end + framedLength(payload.length) > CHUNK_OCTETS) this.#renew();
    if (this.#end === this.#start) setImmediate(() => this.#flush());
    this.#end = writeFrame(this.#chunk, this.#end, kind, payload);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Writes what has been gathered now, and ends the connection. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  #flush(): void {
    if (this.#end === this.#start) return;
    if (this.#socket.writable) this.#socket.write(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  /** The old chunk belongs to the socket until it has been sent, so another is begun. */
  #renew(): void {
    this.#flush();
    this.#chunk = Buffer.allocUnsafeSlow(CHUNK_OCTETS);
    this.#start = 0;
    this.#end = 0;
  }
}
