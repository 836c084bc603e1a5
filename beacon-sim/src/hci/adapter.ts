/**
 * Adapter: what a host's HCI sockets stand on, a controller near or far. The counterpart of the
 * kernel's hci0. `LocalAdapter` has the controller in the same process, `RemoteAdapter` over TCP.
 */

/** Takes one H4 packet to the host and owns it from then on; answers whether anybody listened. */
export type PacketTaker = (packet: Buffer) => boolean;

export interface Adapter {
  /** Whether the adapter is plugged in. */
  readonly present: boolean;
  /** Whether it is plugged in and switched on; noble and bleno look once a second. */
  readonly up: boolean;
  /** Its public address, six octets, least significant first. */
  readonly address: Uint8Array;
  /** Switches it on or off. */
  setPower(on: boolean): void;
  /** Called whenever it has come or gone. */
  onPlugged(listener: () => void): void;
  /** Takes one H4 packet from the host. Dropped while the adapter is down. */
  send(packet: Uint8Array): void;
  /** Where packets to the host go, never before the call that caused them has returned. */
  deliverTo(taker: PacketTaker): void;
}
