/**
 * Sighting: what a gateway says about one token in one window, and the batch that carries a
 * window's sightings. Pure. The bytes are in `sighting-frame.ts` and `sighting-json.ts`.
 */
import type { Token } from "./token.ts";
import { type Dbm, type DurationMs, dbm, type UnixMs } from "./units.ts";

/**
 * Tokens of one window. A radio decodes some 490 adverts a second per channel at best (pure ALOHA,
 * 376 µs a PDU), so a gateway that hears more tokens in a second is being flooded.
 */
export const MAX_SIGHTINGS = 2_000;
/** The least and the most an HCI radio reports, dBm (Core 5.4, Vol 4 Part E §7.7.65.2). */
export const MIN_RSSI = dbm(-127);
export const MAX_RSSI = dbm(20);

/** One token at one gateway in one window. */
export interface Sighting {
  readonly token: Token;
  /** Adverts heard, 1 to 255 (more count as 255). */
  readonly count: number;
  /** Mean level of those adverts, dBm, in steps of 1/256. */
  readonly mean: Dbm;
  /** Level of the strongest, dBm, whole. */
  readonly max: Dbm;
}

export interface SightingBatch {
  /** Random at each start of the gateway; with `sequence` it names this batch for ever. */
  readonly bootId: number;
  readonly sequence: number;
  readonly windowStart: UnixMs;
  readonly windowLength: DurationMs;
  /** How far the gateway believes its clock to be ahead of true time; ±32 s at most. */
  readonly clockError: DurationMs;
  /** Sent late, after a lost connection; such sightings never cause a nudge. */
  readonly replayed: boolean;
  readonly sightings: readonly Sighting[];
}
