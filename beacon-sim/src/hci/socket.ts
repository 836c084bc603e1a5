/**
 * Socket: stands in for the class that `@abandonware/bluetooth-hci-socket` exports. noble and bleno
 * construct it with no argument, so the class is made for the adapters of one machine.
 *
 * It behaves as Linux raw HCI sockets do (kernel 6.1, net/bluetooth/hci_sock.c): all sockets on an
 * adapter hear all it says, each hears the packets the others send and not its own, and a raw
 * socket's filter decides what gets through, which is nothing until one is set. Its method and
 * event names are that package's.
 */
import { EventEmitter } from "node:events";
import type { Adapter } from "./adapter.ts";
import { answerManagement, indexEvent } from "./management.ts";
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

/** The socket class whose every instance stands on one of `adapters`: hci0, hci1 and so on. */
export function hciSocketClass(...adapters: readonly Adapter[]): new () => HciSocket {
  const sockets = new Set<VirtualSocket>();
  // To all on that adapter but `sender`; answers whether somebody took it.
  const spread = (adapter: Adapter, packet: Buffer, sender?: VirtualSocket): boolean => {
    let taken = false;
    for (const socket of sockets) {
      if (socket.standsOn(adapter) && socket !== sender && socket.take(packet)) taken = true;
    }
    return taken;
  };
  for (const [index, adapter] of adapters.entries()) {
    adapter.deliverTo((packet) => spread(adapter, packet));
    adapter.onPlugged(() => {
      const event = indexEvent(index, adapter.present);
      for (const socket of sockets) socket.manage(event);
    });
  }

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

    /** The management channel, which is about all adapters. */
    bindControl(): number {
      return this.#bind("control", 0);
    }

    isDevUp(): boolean {
      return adapters[this.#number]?.up ?? false;
    }

    setFilter(filter: Buffer): void {
      if (filter.length >= FILTER_OCTETS) this.#filter = Buffer.from(filter);
    }

    start(): void {
      if (sockets.size >= MAX_SOCKETS) throw new RangeError("too many HCI sockets on one adapter");
      sockets.add(this);
    }

    stop(): void {
      sockets.delete(this);
    }

    /** The kernel's HCIDEVRESET; a virtual adapter is in order without. */
    reset(): void {}

    write(packet: Buffer): void {
      if (this.#channel === "control") {
        const answer = answerManagement(packet, adapters);
        setImmediate(() => this.manage(answer));
        return;
      }
      const adapter = adapters[this.#number];
      if (!adapter?.up) {
        setImmediate(() => this.emit("error", networkDown()));
        return;
      }
      adapter.send(packet);
      if (sockets.size > 1) {
        const copy = Buffer.from(packet);
        setImmediate(() => spread(adapter, copy, this));
      }
    }

    getDeviceList(): readonly AdapterListing[] {
      const unknown = { idVendor: null, idProduct: null, busNumber: null, deviceAddress: null };
      return adapters.map(({ up }, devId) => ({ devId, devUp: up, ...unknown }));
    }

    cleanup(): void {
      this.stop();
      this.removeAllListeners();
    }

    /** Whether it is bound to that adapter. */
    standsOn(adapter: Adapter): boolean {
      return this.#channel !== "control" && adapters[this.#number] === adapter;
    }

    /** An answer or event of the management channel, which other sockets do not hear. */
    manage(message: Buffer): void {
      if (this.#channel === "control" && sockets.has(this)) this.emit("data", message);
    }

    take(packet: Buffer): boolean {
      if (this.#channel === "raw" && !passes(packet, this.#filter)) return false;
      return this.emit("data", packet);
    }

    #bind(channel: Channel, adapterNumber: number): number {
      if (channel !== "control" && !adapters[adapterNumber]?.present) throw noDevice();
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

function noDevice(): Error {
  return Object.assign(new Error("ENODEV, No such device"), { code: "ENODEV" });
}

function networkDown(): Error {
  return Object.assign(new Error("Network is down"), { code: "ENETDOWN" });
}
