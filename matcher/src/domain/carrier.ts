/**
 * Carrier: how a session is found besides its own beacon key, as the store keeps it. Pure.
 *
 * One session has at most one live carrier of each kind, and a badge or tag is bound to one session
 * at a time. All of them end with the session, proofs of being in a zone before that.
 */
import type { StockId, UnixMs, ZoneId } from "@sighej/protocol";

/** A badge of the venue's stock with a key of its own, or a stock tag (Eddystone-EID or static). */
interface BoundBeacon {
  readonly kind: "badge" | "stock-tag";
  readonly id: StockId;
}

/** A proof, without a radio of one's own, of having been in a zone: it holds until `until`. */
interface ZoneProof {
  readonly kind: "check-in" | "zone-code";
  readonly zone: ZoneId;
  readonly until: UnixMs;
}

export type BoundCarrier = BoundBeacon | ZoneProof;
