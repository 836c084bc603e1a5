/** Radio: the port through which adverts come in, whatever hears them. */

/**
 * Called for every advertising report of any kind. Its advertising data is in `packet` from `from`
 * to before `to`, valid during the call only: no view of it is made, for nearly all are strangers'.
 * `level` is the RSSI as the radio gave it, dBm, 127 for "not known". No address: what hears adverts
 * keeps them to itself.
 */
export type Hear = (packet: Uint8Array, from: number, to: number, level: number) => void;

/**
 * `starting`: commands are on their way. `off`: the adapter is down or gone. The others are faults:
 * `refused`: the controller refuses to scan. `no-answer`: it answers nothing. `scan-ended`: another
 * program stopped the scan or has it report each beacon once. `reset`: somebody reset the controller.
 */
export type RadioState =
  | "starting"
  | "scanning"
  | "off"
  | "refused"
  | "no-answer"
  | "scan-ended"
  | "reset";

/** One Bluetooth adapter that scans. */
export interface Radio {
  readonly state: () => RadioState;
  /** Ends the scan and begins it anew. */
  readonly rescan: () => void;
  /** Opens the driver anew. */
  readonly reopen: () => void;
  /** Turns the scan off; resolves also where the radio does not answer. */
  readonly close: () => Promise<void>;
}

export interface RadioEars {
  readonly hear: Hear;
  /** Something that is no HCI event, or a report that says it is longer than it is. */
  readonly malformed: () => void;
}

/** Opens the adapter with this number; the first that is up where none is given. */
export type OpenRadio = (index: number | undefined, ears: RadioEars) => Radio;
