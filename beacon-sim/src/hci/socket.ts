/**
 * Socket: stands in for the class that `@abandonware/bluetooth-hci-socket` exports. noble and bleno
 * construct it with no argument, so the class is made for one adapter.
 *
 * It behaves as Linux raw HCI sockets do (kernel 6.1, net/bluetooth/hci_sock.c): all sockets on an
 * adapter hear all it says, each hears the packets the others send and not its own, and a raw
 * socket's filter decides what gets through, which is nothing until one is set. Its method and
 * event names are that package's.
 */
import { EventEmitter } from "node:events";
import type { Adapter } from "./adapter.ts";
import { EVENT_PACKET } from "./packets.ts";

/** Sockets on one adapter: noble has one, bleno two; more is a leak. */
const MAX_SOCKETS = 64;
/** Type mask (4), event mask (4 + 4), opcode (2), as `struct hci_ufilter`. */
const FILTER_OCTETS = 14;

/** What noble and bleno call; `bindRaw` and the like answer the adapter's number. */
export interface HciSocket extends EventEmitter {
  bindRaw(adapterNumber?: number): number;
  bindUser(adapterNumber?: number): number;
  bindControl(): number;
  isDevUp(): boolean;
  setFilter(filter: Buffer): void;
  start(): void;
  stop(): void;
  reset(): void;
  write(packet: Buffer): void;
  getDeviceList(): readonly AdapterListing[];
  cleanup(): void;
}

/** One entry of `getDeviceList`, in the package's own words. */
interface AdapterListing {
  readonly devId: number;
  readonly devUp: boolean;
  readonly idVendor: null;
  readonly idProduct: null;
  readonly busNumber: null;
  readonly deviceAddress: null;
}

type Channel = "unbound" | "raw" | "user" | "control";

/** The socket class whose every instance stands on `adapter`. */
export function hciSocketClass(adapter: Adapter): new () => HciSocket {
  const sockets = new Set<VirtualSocket>();
  // To all but `sender`; answers whether somebody took it.
  const spread = (packet: Buffer, sender?: VirtualSocket): boolean => {
    let taken = false;
    for (const socket of sockets) {
      if (socket !== sender && socket.take(packet)) taken = true;
    }
    return taken;
  };
  adapter.deliverTo((packet) => spread(packet));

  class VirtualSocket extends EventEmitter implements HciSocket {
    #channel: Channel = "unbound";
    #number = 0;
    #filter: Buffer | undefined;

    bindRaw(adapterNumber = 0): number {
      return this.#bind("raw", adapterNumber);
    }

    bindUser(adapterNumber = 0): number {
      return this.#bind("user", adapterNumber);
    }

    /** The management channel; it says nothing, and what is written to it goes nowhere. */
    bindControl(): number {
      return this.#bind("control", 0);
    }

    isDevUp(): boolean {
      return adapter.up;
    }

    setFilter(filter: Buffer): void {
      if (filter.length >= FILTER_OCTETS) this.#filter = Buffer.from(filter);
    }

    start(): void {
      if (this.#channel === "control") return;
      if (sockets.size >= MAX_SOCKETS) throw new RangeError("too many HCI sockets on one adapter");
      sockets.add(this);
    }

    stop(): void {
      sockets.delete(this);
    }

    /** The kernel's HCIDEVRESET; a virtual adapter is in order without. */
    reset(): void {}

    write(packet: Buffer): void {
      if (this.#channel === "control") return;
      if (!adapter.up) {
        setImmediate(() => this.emit("error", networkDown()));
        return;
      }
      adapter.send(packet);
      if (sockets.size > 1) {
        const copy = Buffer.from(packet);
        setImmediate(() => spread(copy, this));
      }
    }

    getDeviceList(): readonly AdapterListing[] {
      const unknown = { idVendor: null, idProduct: null, busNumber: null, deviceAddress: null };
      return [{ devId: this.#number, devUp: adapter.up, ...unknown }];
    }

    cleanup(): void {
      this.stop();
      this.removeAllListeners();
    }

    take(packet: Buffer): boolean {
      if (this.#channel === "raw" && !passes(packet, this.#filter)) return false;
      return this.emit("data", packet);
    }

    #bind(channel: Channel, adapterNumber: number): number {
      this.#channel = channel;
      this.#number = adapterNumber;
      return adapterNumber;
    }
  }
  return VirtualSocket;
}

/** `is_filtered_packet` of hci_sock.c, without its opcode part: neither host sets an opcode. */
function passes(packet: Buffer, filter: Buffer | undefined): boolean {
  const type = packet[0];
  if (filter === undefined || type === undefined) return false;
  if (((filter.readUInt32LE(0) >>> (type & 31)) & 1) === 0) return false;
  const code = packet[1];
  if (type !== EVENT_PACKET || code === undefined) return true;
  const events = filter.readUInt32LE((code & 63) < 32 ? 4 : 8);
  return ((events >>> (code & 31)) & 1) === 1;
}

function networkDown(): Error {
  return Object.assign(new Error("Network is down"), { code: "ENETDOWN" });
}
