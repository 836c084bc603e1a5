/**
 * Air: carries adverts from transmitters to the controllers that listen. For each advert and
 * receiver it asks the link for an RSSI, or learns that this copy is lost.
 *
 * Adverts come from pure transmitters (a crowd's badges, `transmit`), from recordings whose RSSI is
 * known (`deliver`), and from virtual controllers that advertise (also `transmit`). Receivers are
 * stations, that is controllers; each says whether it listens now. What happens on three channels
 * in a millisecond is one moment here: collisions and the part of the time a scanner is deaf are
 * the link's business.
 *
 * Source of the terms: Bluetooth Core Specification 5.4, Vol 6 Part B (Link Layer) and Vol 4 Part E
 * §7.7.65.2 (LE Advertising Report).
 */
import type { Clock } from "./clock.ts";

/**
 * RSSI in dBm of `transmitter` at `receiver` at `now` (the air's clock, ms), or undefined when this
 * copy is lost on the way. Asked once for every advert and receiver, so it may draw shadowing and
 * loss anew each time.
 */
export type Link = (transmitter: string, receiver: string, now: number) => number | undefined;

/** Advertising PDU types, numbered as Event_Type in §7.7.65.2. */
export const ADV_IND = 0;
export const ADV_SCAN_IND = 2;
export const ADV_NONCONN_IND = 3;
export type PduType = typeof ADV_IND | typeof ADV_SCAN_IND | typeof ADV_NONCONN_IND;

export type AddressType = "public" | "random";

/** Octets of an advertiser's address (Vol 6 Part B §1.3). */
export const ADDRESS_OCTETS = 6;
/** Most octets of data in a legacy advertising PDU (Vol 6 Part B §2.3.1). */
export const MAX_ADVERT_OCTETS = 31;
/** What HCI says when an RSSI is not known (§7.7.65.2). */
export const RSSI_NOT_AVAILABLE = 127;

/** Where a connection to an advertiser begins; only a controller can have one. */
export type ConnectionPoint = object;

export interface Advert {
  /** The link's name for who sends; never on the air. */
  readonly transmitter: string;
  /** Six octets as sent, least significant first: 01:02:…:06 is [6, 5, …, 1]. */
  readonly address: Uint8Array;
  readonly addressType: AddressType;
  readonly pduType: PduType;
  /** AD structures, at most 31 octets; copied before `transmit` returns wherever it is needed. */
  readonly data: Uint8Array;
  /** What scannable types answer to an active scan, at most 31 octets; absent means empty. */
  readonly scanResponse?: Uint8Array;
  /** Present when the sender can really be connected to. */
  readonly connectionPoint?: ConnectionPoint;
}

/** A receiver on the air. */
export interface Station {
  /** The link's name for the receiver; unique on one air. */
  readonly id: string;
  /** Whether it hears adverts now. */
  readonly listening: boolean;
  /** Whether it asks scannable advertisers for their scan response (active scanning). */
  readonly asking: boolean;
  hear(advert: Advert, rssiDbm: number): void;
  hearScanResponse(advert: Advert, rssiDbm: number): void;
}

export interface AirCounters {
  /** Adverts put on the air by `transmit`. */
  readonly transmitted: number;
  /** Copies that reached a listening station, by either way. */
  readonly heard: number;
  /** Copies that the link lost. */
  readonly lost: number;
  /** Recorded receptions that no listening station was there for. */
  readonly unheard: number;
}

/** Rounds to whole dBm in HCI's range of -127 to +20; NaN and 127 come out as 127, not available. */
export function hciRssi(rssiDbm: number): number {
  if (Number.isNaN(rssiDbm) || rssiDbm === RSSI_NOT_AVAILABLE) return RSSI_NOT_AVAILABLE;
  return Math.max(-127, Math.min(20, Math.round(rssiDbm)));
}

export class Air {
  /** Replaceable while the air runs. */
  link: Link;
  readonly clock: Clock;
  readonly #stations = new Map<string, Station>();
  #transmitted = 0;
  #heard = 0;
  #lost = 0;
  #unheard = 0;

  constructor(options: { readonly clock: Clock; readonly link: Link }) {
    this.clock = options.clock;
    this.link = options.link;
  }

  get counters(): AirCounters {
    return {
      transmitted: this.#transmitted,
      heard: this.#heard,
      lost: this.#lost,
      unheard: this.#unheard,
    };
  }

  /** Throws a RangeError when another station has the same id. */
  attach(station: Station): void {
    const present = this.#stations.get(station.id);
    if (present !== undefined && present !== station) {
      throw new RangeError("two stations with one id on the air");
    }
    this.#stations.set(station.id, station);
  }

  detach(station: Station): void {
    if (this.#stations.get(station.id) === station) this.#stations.delete(station.id);
  }

  /** Ids of the stations that hear adverts now. */
  listeners(): string[] {
    return [...this.#stations.values()].filter((s) => s.listening).map((s) => s.id);
  }

  /**
   * Sends one advert to every listening station but the sender itself.
   * Throws a RangeError when the address or the data has an impossible length.
   */
  transmit(advert: Advert): void {
    checkLengths(advert);
    this.#transmitted += 1;
    const now = this.clock.now();
    for (const station of this.#stations.values()) {
      if (!station.listening || station.id === advert.transmitter) continue;
      const rssi = this.link(advert.transmitter, station.id, now);
      if (rssi === undefined) {
        this.#lost += 1;
        continue;
      }
      this.#heard += 1;
      station.hear(advert, hciRssi(rssi));
      if (station.asking && advert.pduType !== ADV_NONCONN_IND) this.#answer(advert, station, now);
    }
  }

  /**
   * One reception as it was recorded: at one receiver, with the RSSI measured there (dBm; 127 when
   * it was not). The link is not asked. Answers whether a station of that id was listening.
   */
  deliver(receiver: string, advert: Advert, rssiDbm: number): boolean {
    checkLengths(advert);
    const station = this.#stations.get(receiver);
    if (station === undefined || !station.listening) {
      this.#unheard += 1;
      return false;
    }
    this.#heard += 1;
    station.hear(advert, hciRssi(rssiDbm));
    return true;
  }

  /** The scan response goes the same way as the advert, and may be lost by itself. */
  #answer(advert: Advert, station: Station, now: number): void {
    const rssi = this.link(advert.transmitter, station.id, now);
    if (rssi !== undefined) station.hearScanResponse(advert, hciRssi(rssi));
  }
}

function checkLengths(advert: Advert): void {
  if (advert.address.length !== ADDRESS_OCTETS) throw new RangeError("an address has 6 octets");
  if (
    advert.data.length > MAX_ADVERT_OCTETS ||
    (advert.scanResponse?.length ?? 0) > MAX_ADVERT_OCTETS
  ) {
    throw new RangeError("an advert carries at most 31 octets");
  }
}
