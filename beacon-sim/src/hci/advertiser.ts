/**
 * Advertiser: the advertising half of a virtual controller. Holds the host's parameters and data
 * and puts an advert on the air every interval plus a random delay of 0 to 10 ms.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.8.5–9, Vol 6 Part B §4.4.2.2 (T_advEvent
 * = advInterval + advDelay). Undirected types only: a virtual air has no use for directed ones.
 */
import {
  ADV_IND,
  ADV_NONCONN_IND,
  ADV_SCAN_IND,
  type Advert,
  type Air,
  type ConnectionPoint,
  MAX_ADVERT_OCTETS,
  type PduType,
} from "../air.ts";
import type { Cancel } from "../clock.ts";
import type { Rng } from "../rng.ts";
import {
  COMMAND_DISALLOWED,
  INVALID_PARAMETERS,
  SUCCESS,
  UNSUPPORTED_PARAMETER,
} from "./status.ts";

/** §7.8.5: 20 ms to 10.24 s in units of 0.625 ms. */
const SHORTEST = 0x0020;
const LONGEST = 0x4000;
const UNIT_MS = 0.625;
/** advDelay's upper end, ms (Vol 6 Part B §4.4.2.2.1). */
const MAX_DELAY_MS = 10;
/** §7.8.5: the default of both interval parameters, 1.28 s. */
const DEFAULT_INTERVAL = 0x0800;

export interface AdvertisingParameters {
  /** Units of 0.625 ms. */
  readonly minInterval: number;
  readonly maxInterval: number;
  /** Advertising_Type; 0, 2 and 3 are supported. */
  readonly type: number;
  /** Own_Address_Type: 0 public, 1 random. */
  readonly ownAddressType: number;
}

export interface AdvertiserOptions {
  readonly air: Air;
  readonly rng: Rng;
  readonly transmitter: string;
  /** The address of that type that the controller has now. */
  readonly addressOf: (type: "public" | "random") => Uint8Array;
  readonly connectionPoint: ConnectionPoint;
}

export class Advertiser {
  readonly #options: AdvertiserOptions;
  #type: PduType = ADV_IND;
  #ownAddressType: "public" | "random" = "public";
  #interval = DEFAULT_INTERVAL;
  #data: Uint8Array = new Uint8Array(0);
  #scanResponse: Uint8Array = new Uint8Array(0);
  #cancel: Cancel | undefined;

  constructor(options: AdvertiserOptions) {
    this.#options = options;
  }

  get enabled(): boolean {
    return this.#cancel !== undefined;
  }

  setParameters(parameters: AdvertisingParameters): number {
    if (this.enabled) return COMMAND_DISALLOWED;
    const { minInterval, maxInterval, type, ownAddressType } = parameters;
    if (type !== ADV_IND && type !== ADV_SCAN_IND && type !== ADV_NONCONN_IND) {
      return UNSUPPORTED_PARAMETER;
    }
    if (ownAddressType > 1) return UNSUPPORTED_PARAMETER;
    if (minInterval < SHORTEST || maxInterval > LONGEST || minInterval > maxInterval) {
      return INVALID_PARAMETERS;
    }
    this.#type = type;
    this.#ownAddressType = ownAddressType === 1 ? "random" : "public";
    this.#interval = minInterval;
    return SUCCESS;
  }

  /** Allowed while advertising; the next advert carries it (§7.8.7). */
  setData(data: Uint8Array): number {
    if (data.length > MAX_ADVERT_OCTETS) return INVALID_PARAMETERS;
    this.#data = Uint8Array.from(data);
    return SUCCESS;
  }

  setScanResponse(data: Uint8Array): number {
    if (data.length > MAX_ADVERT_OCTETS) return INVALID_PARAMETERS;
    this.#scanResponse = Uint8Array.from(data);
    return SUCCESS;
  }

  start(): void {
    if (!this.enabled) this.#schedule(0);
  }

  /** Harmless when it does not advertise (§7.8.9). */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  reset(): void {
    this.stop();
    this.#type = ADV_IND;
    this.#ownAddressType = "public";
    this.#interval = DEFAULT_INTERVAL;
    this.#data = new Uint8Array(0);
    this.#scanResponse = new Uint8Array(0);
  }

  #schedule(waitMs: number): void {
    const delay = this.#options.rng.uniform() * MAX_DELAY_MS;
    this.#cancel = this.#options.air.clock.after(waitMs + delay, () => {
      // The next one first: being connected to by this advert cancels it.
      this.#schedule(this.#interval * UNIT_MS);
      this.#options.air.transmit(this.#advert());
    });
  }

  #advert(): Advert {
    const { transmitter, addressOf, connectionPoint } = this.#options;
    return {
      transmitter,
      address: addressOf(this.#ownAddressType),
      addressType: this.#ownAddressType,
      pduType: this.#type,
      data: this.#data,
      scanResponse: this.#scanResponse,
      ...(this.#type === ADV_IND ? { connectionPoint } : {}),
    };
  }
}
