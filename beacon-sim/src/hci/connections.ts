/**
 * Connections: the connected half of a virtual controller. Initiating, data in both directions,
 * updates and the end of a connection, between two controllers on one air.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.1.6, §7.7.5, §7.7.19, §7.8.12–13,
 * §7.8.18, §5.4.2; Vol 6 Part B §4.5. Data is never lost, for a real link layer repeats it, and it
 * takes no time: connection intervals are reported, not waited for.
 */
import type { AddressType, Advert, Air } from "../air.ts";
import {
  type ConnectionFields,
  connectionUpdateComplete,
  disconnectionComplete,
  packetsCompleted,
} from "./events.ts";
import {
  type AclPacket,
  CONTINUING,
  encodeAcl,
  FIRST_FLUSHABLE,
  FIRST_FROM_HOST,
} from "./packets.ts";
import {
  COMMAND_DISALLOWED,
  CONNECTION_ALREADY_EXISTS,
  CONNECTION_LIMIT_EXCEEDED,
  CONNECTION_TIMEOUT,
  ENDED_BY_LOCAL_HOST,
  SUCCESS,
  UNKNOWN_CONNECTION,
} from "./status.ts";

/** Connections per controller; common dongles allow about as many. */
export const MAX_CONNECTIONS = 8;
/** Handles run from here and around (§5.4.2 allows 0x0000 to 0x0EFF). */
const FIRST_HANDLE = 0x0040;
const LAST_HANDLE = 0x0eff;
/** Supervision time-outs are in units of 10 ms (§7.8.12). */
const TIMEOUT_UNIT_MS = 10;

export interface Timing {
  /** Connection interval, units of 1.25 ms. */
  readonly interval: number;
  readonly latency: number;
  /** Supervision time-out, units of 10 ms. */
  readonly timeout: number;
}

/** Whom to connect to, and how this side presents itself. */
export interface Initiation {
  readonly peerAddress: Uint8Array;
  readonly peerAddressType: AddressType;
  readonly ownAddress: Uint8Array;
  readonly ownAddressType: AddressType;
  readonly timing: Timing;
}

/** One end of a connection, as the controller on that side knows it. */
interface End {
  readonly owner: Connections;
  readonly handle: number;
  readonly peerAddress: Uint8Array;
  readonly peerAddressType: AddressType;
  /** Undefined once the other side's controller is off the air. */
  other: End | undefined;
  timing: Timing;
}

export interface ConnectionsOptions {
  readonly air: Air;
  /** The link's name for this controller. */
  readonly station: string;
  readonly sendEvent: (packet: Buffer) => void;
  /** Sends LE Connection Complete, plain or enhanced as the host has asked. */
  readonly sendComplete: (fields: ConnectionFields) => void;
  readonly sendAcl: (packet: Buffer) => void;
  /** Called when an advert of ours was answered by a connection. */
  readonly onConnectedTo: () => void;
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #ends = new Map<number, End>();
  #nextHandle = FIRST_HANDLE;
  #initiation: Initiation | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get initiating(): boolean {
    return this.#initiation !== undefined;
  }

  has(handle: number): boolean {
    return this.#ends.has(handle);
  }

  /** The status for LE Create Connection; the rest follows when the peer is heard. */
  initiate(initiation: Initiation): number {
    if (this.initiating) return COMMAND_DISALLOWED;
    if (this.#ends.size >= MAX_CONNECTIONS) return CONNECTION_LIMIT_EXCEEDED;
    for (const end of this.#ends.values()) {
      if (sameAddress(end.peerAddress, initiation.peerAddress)) return CONNECTION_ALREADY_EXISTS;
    }
    this.#initiation = initiation;
    return SUCCESS;
  }

  /** Gives up; `report` sends the Connection Complete that says so (§7.8.13). */
  cancel(): { readonly status: number; readonly report: () => void } {
    const given = this.#initiation;
    this.#initiation = undefined;
    if (given === undefined) return { status: COMMAND_DISALLOWED, report: () => {} };
    const fields = { status: UNKNOWN_CONNECTION, handle: 0, role: 0 as const, ...given.timing };
    const { peerAddress, peerAddressType } = given;
    const report = () => this.#options.sendComplete({ ...fields, peerAddress, peerAddressType });
    return { status: SUCCESS, report };
  }

  /** Connects when this is the advertiser that is waited for and it has room. */
  hear(advert: Advert): void {
    const wanted = this.#initiation;
    const peer = advert.connectionPoint;
    if (wanted === undefined || !(peer instanceof Connections)) return;
    if (wanted.peerAddressType !== advert.addressType) return;
    if (!sameAddress(wanted.peerAddress, advert.address)) return;
    if (peer.#ends.size >= MAX_CONNECTIONS) return;
    this.#initiation = undefined;
    const mine = this.#open(wanted.peerAddress, wanted.peerAddressType, wanted.timing);
    const theirs = peer.#open(wanted.ownAddress, wanted.ownAddressType, wanted.timing);
    mine.other = theirs;
    theirs.other = mine;
    // A connectable advertiser is silent once connected (Vol 6 Part B §4.4.2.3).
    peer.#options.onConnectedTo();
    this.#announce(mine, 0);
    peer.#announce(theirs, 1);
  }

  /** Data from the host: passed on, and its buffer given back to the host (§4.1.1). */
  send(acl: AclPacket): void {
    const end = this.#ends.get(acl.handle);
    if (end === undefined) return;
    const boundary = acl.boundary === FIRST_FROM_HOST ? FIRST_FLUSHABLE : acl.boundary;
    const { other } = end;
    if (other !== undefined && (boundary === FIRST_FLUSHABLE || boundary === CONTINUING)) {
      const { handle } = other;
      const packet = encodeAcl({ handle, boundary, broadcast: 0, payload: acl.payload });
      other.owner.#options.sendAcl(packet);
    }
    this.#options.sendEvent(packetsCompleted(acl.handle, 1));
  }

  /** Ends a connection at both ends; `reason` is what the peer is told (§7.1.6). */
  disconnect(handle: number, reason: number): void {
    const end = this.#ends.get(handle);
    if (end === undefined) return;
    this.#close(end, ENDED_BY_LOCAL_HOST);
    if (end.other !== undefined) end.other.owner.#close(end.other, reason);
  }

  update(handle: number, timing: Timing): void {
    const end = this.#ends.get(handle);
    for (const side of [end, end?.other]) {
      if (side === undefined) continue;
      side.timing = timing;
      side.owner.#options.sendEvent(connectionUpdateComplete({ handle: side.handle, ...timing }));
    }
  }

  /** RSSI of the peer in dBm, undefined where the link gives none. */
  rssi(handle: number): number | undefined {
    const peer = this.#ends.get(handle)?.other;
    const { air, station } = this.#options;
    if (peer === undefined) return undefined;
    return air.link(peer.owner.#options.station, station, air.clock.now());
  }

  /** The radio goes off without a word: each peer notices after its supervision time-out. */
  vanish(): void {
    this.#initiation = undefined;
    for (const { other } of this.#ends.values()) {
      if (other !== undefined) other.owner.#loseSoon(other);
    }
    this.#ends.clear();
  }

  #open(peerAddress: Uint8Array, peerAddressType: AddressType, timing: Timing): End {
    while (this.#ends.has(this.#nextHandle)) this.#stepHandle();
    const handle = this.#nextHandle;
    this.#stepHandle();
    const end: End = {
      owner: this,
      handle,
      peerAddress,
      peerAddressType,
      timing,
      other: undefined,
    };
    this.#ends.set(handle, end);
    return end;
  }

  #stepHandle(): void {
    this.#nextHandle = this.#nextHandle === LAST_HANDLE ? FIRST_HANDLE : this.#nextHandle + 1;
  }

  #announce(end: End, role: 0 | 1): void {
    const { handle, peerAddress, peerAddressType, timing } = end;
    const fields = { status: SUCCESS, handle, role, peerAddress, peerAddressType };
    this.#options.sendComplete({ ...fields, ...timing });
  }

  #close(end: End, reason: number): void {
    // By identity: the handle may belong to another connection by now.
    if (this.#ends.get(end.handle) !== end) return;
    this.#ends.delete(end.handle);
    this.#options.sendEvent(disconnectionComplete(end.handle, reason));
  }

  #loseSoon(end: End): void {
    end.other = undefined;
    const timeoutMs = end.timing.timeout * TIMEOUT_UNIT_MS;
    this.#options.air.clock.after(timeoutMs, () => this.#close(end, CONNECTION_TIMEOUT));
  }
}

const sameAddress = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
