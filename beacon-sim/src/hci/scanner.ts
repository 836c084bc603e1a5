/**
 * Scanner: the scanning half of a virtual controller. Turns heard adverts into reports, or into
 * nothing when the host asked for no duplicates.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.8.10–11 (legacy), §7.8.64–65
 * (extended), Vol 6 Part B §4.4.3. Scan interval and window are checked, then taken as always open:
 * what a scanner misses is the link's business.
 */
import type { Advert } from "../air.ts";
import { LE_ADVERTISING_REPORT, LE_EXTENDED_ADVERTISING_REPORT } from "./events.ts";
import { extendedReport, legacyReport, type ReportType, SCAN_RSP } from "./reports.ts";
import { COMMAND_DISALLOWED, INVALID_PARAMETERS, SUCCESS } from "./status.ts";

/**
 * Advertisers the duplicate filter remembers; the oldest is forgotten first and then reported
 * again, which the specification leaves to the controller. Real ones hold some dozens to hundreds.
 */
export const DUPLICATES_KEPT = 1_024;

/** §7.8.10: intervals and windows in units of 0.625 ms, 2.5 ms to 10.24 s. */
const SHORTEST = 0x0004;
const LONGEST_LEGACY = 0x4000;

export interface ScanParameters {
  readonly active: boolean;
  /** Units of 0.625 ms. */
  readonly interval: number;
  readonly window: number;
}

export class Scanner {
  #enabled = false;
  #active = false;
  #extended = false;
  #filtering = false;
  // Numbers, for a string per heard advert would be the scanner's main cost.
  readonly #seen = new Set<number>();

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Active scanning asks scannable advertisers for their scan response. */
  get asking(): boolean {
    return this.#enabled && this.#active;
  }

  /** Which LE subevent the reports are. */
  get subevent(): number {
    return this.#extended ? LE_EXTENDED_ADVERTISING_REPORT : LE_ADVERTISING_REPORT;
  }

  setParameters(parameters: ScanParameters, extended: boolean): number {
    if (this.#enabled) return COMMAND_DISALLOWED;
    const { interval, window } = parameters;
    const longest = extended ? 0xffff : LONGEST_LEGACY;
    const inRange = [interval, window].every((n) => n >= SHORTEST && n <= longest);
    if (!inRange || window > interval) return INVALID_PARAMETERS;
    this.#active = parameters.active;
    this.#extended = extended;
    return SUCCESS;
  }

  /** Enabling anew forgets the duplicates; disabling twice changes nothing (§7.8.11). */
  setEnabled(enabled: boolean, filtering: boolean, extended: boolean): number {
    this.#enabled = enabled;
    this.#filtering = filtering;
    this.#extended = extended;
    this.#seen.clear();
    return SUCCESS;
  }

  reset(): void {
    this.setEnabled(false, false, false);
    this.#active = false;
  }

  /** The report to send for an advert, or undefined when it is a duplicate or nobody scans. */
  advert(advert: Advert, rssiDbm: number): Buffer | undefined {
    return this.#report(advert.pduType, advert, advert.data, rssiDbm);
  }

  /** The report to send for the scan response that an active scan got. */
  scanResponse(advert: Advert, rssiDbm: number): Buffer | undefined {
    return this.#report(SCAN_RSP, advert, advert.scanResponse ?? NO_DATA, rssiDbm);
  }

  #report(type: ReportType, advert: Advert, data: Uint8Array, rssiDbm: number): Buffer | undefined {
    if (!this.#enabled) return undefined;
    if (this.#filtering && this.#isDuplicate(type, advert)) return undefined;
    const encode = this.#extended ? extendedReport : legacyReport;
    return encode(type, advert, data, rssiDbm);
  }

  /** Same address and PDU type: the data is not significant (Vol 6 Part B §4.4.3.5). */
  #isDuplicate(type: ReportType, advert: Advert): boolean {
    const key = keyOf(type, advert);
    if (this.#seen.has(key)) return true;
    if (this.#seen.size >= DUPLICATES_KEPT) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    this.#seen.add(key);
    return false;
  }
}

const NO_DATA = new Uint8Array(0);

/** 48 bits of address, 1 of its type, 3 of PDU type: 52, which a double holds exactly. */
function keyOf(type: ReportType, advert: Advert): number {
  let key = type * 2 + (advert.addressType === "random" ? 1 : 0);
  for (const octet of advert.address) key = key * 256 + octet;
  return key;
}
