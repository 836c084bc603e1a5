/** Management: the port to the system's Bluetooth adapters, for telling them apart and switching. */

export interface AdapterListing {
  readonly index: number;
  /** `aa:bb:cc:dd:ee:ff`. Kept to this machine: in no status, log or metric. */
  readonly address: string;
}

export interface Management {
  /** All there are now, by their number. */
  readonly list: () => Promise<readonly AdapterListing[]>;
  /** Switches an adapter off and on. Rejects with a `GatewayError` where that fails. */
  readonly powerCycle: (index: number) => Promise<void>;
  /** Called whenever an adapter has come or gone. */
  readonly changed: (listener: () => void) => void;
  readonly close: () => void;
}

/** Takes an adapter off the USB and lets it come again. Rejects where it is no USB device. */
export type ResetUsb = (index: number) => Promise<void>;
