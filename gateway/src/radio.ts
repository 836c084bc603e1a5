/** Radio: the port through which adverts come in, whatever hears them. */

/**
 * Called for every advertising report of any kind. `bytes` is the advertising data, a view that is
 * only valid during the call; `level` is the RSSI as the radio gave it, dBm, 127 for "not known".
 * No address: what hears adverts keeps them to itself.
 */
export type Hear = (bytes: Uint8Array, level: number) => void;

/** `starting` also covers a scan that was lost and is about to be resumed. */
export type RadioState = "starting" | "scanning" | "off";

export interface AdvertSource {
  /** Resolves once the radio scans. Rejects with a `GatewayError`. Called once. */
  readonly start: (hear: Hear) => Promise<void>;
  readonly state: () => RadioState;
  /** Turns the scan off; resolves also where the radio does not answer. */
  readonly stop: () => Promise<void>;
}
