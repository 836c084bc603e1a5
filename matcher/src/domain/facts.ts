/**
 * Facts: what a floor may be told, and what may follow from it. Pure types.
 */
import type {
  BeaconKey,
  GatewayId,
  SessionId,
  SightingBatch,
  StockId,
  Token,
  VenueId,
  ZoneId,
} from "@sighej/protocol";
import type { Cell } from "./aggregate/cells.ts";
import type { Ledger } from "./aggregate/ledger.ts";
import type { Slot } from "./choosing/quiet.ts";
import type { Proposal } from "./nudge.ts";
import type { Spot } from "./proximity/layer.ts";
import type { RadioMap } from "./proximity/radio-map.ts";
import type { Session } from "./session.ts";

/**
 * What may become known. `answered` is the store's reply to a proposal: `nudged` and `pair-used` end
 * the pairs, `resting`, `limited` and `changed` leave it for later, when this floor has heard why.
 */
export type Fact =
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "session-gone"; readonly session: SessionId }
  | { readonly kind: "batch"; readonly gateway: GatewayId; readonly batch: SightingBatch }
  | { readonly kind: "heard"; readonly by: SessionId; readonly tokens: readonly Token[] }
  | { readonly kind: "answered"; readonly proposal: Proposal; readonly answer: Answer }
  /** Somebody has turned a zone's quiet switch, or its schedule has been read. */
  | {
      readonly kind: "quiet";
      readonly zone: ZoneId;
      readonly switched?: boolean | undefined;
      readonly slots?: readonly Slot[] | undefined;
    }
  /** What of its contributions has been counted, as the store has it. */
  | { readonly kind: "spent"; readonly session: SessionId; readonly ledger: Ledger }
  /** A radio map in the place of the one in use; undefined: the plain one. */
  | { readonly kind: "map"; readonly map: RadioMap | undefined }
  /** A radio map that takes the place of the one in use; undefined: the plain one. */
  | { readonly kind: "map"; readonly map: RadioMap | undefined }
  /** A carrier of staff to calibrate with, or no longer. */
  | {
      readonly kind: "calibrate";
      readonly with:
        | {
            readonly carrier: SessionId;
            readonly key: BeaconKey;
            readonly badge: StockId | undefined;
          }
        | undefined;
    }
  | { readonly kind: "mark"; readonly at: Spot; readonly how: "standing" | "walking" }
  | { readonly kind: "tick" };

export type Answer = "nudged" | "pair-used" | "resting" | "limited" | "changed";

/**
 * What people did together in a zone. `nudged`: they were nudged about each other. `met`: they all
 * said hi. `hello`: they talked. Of a group, somebody may follow: then it is theirs alone.
 */
export interface Happening {
  readonly kind: "nudged" | "met" | "hello";
  readonly venue: VenueId;
  readonly zone: ZoneId;
  readonly sessions: readonly SessionId[];
}

/**
 * What follows: a pair to claim, what a session may add to aggregates by the ledger that this floor
 * knows, or something to count by a word that names nobody.
 */
export type Effect =
  | { readonly kind: "propose"; readonly proposal: Proposal }
  | {
      readonly kind: "contribute";
      readonly session: SessionId;
      readonly cells: readonly Cell[];
    }
  | { readonly kind: "count"; readonly what: StepCount; readonly by: number };

export type StepCount =
  | "batch-taken"
  | "batch-repeated"
  | "batch-replayed"
  | "batch-lost"
  | "batch-off-clock"
  | "batch-flood"
  | "batch-of-unknown-gateway"
  | "sighting-taken"
  | "sighting-unknown-token"
  | "sighting-collision"
  | "sighting-not-open"
  | "sighting-too-strong"
  | "sighting-not-believed"
  | "sighting-quarantined"
  | "sighting-of-calibration"
  | "token-quarantined"
  | "heard-token-taken"
  | "heard-token-dropped"
  | "pair-left-out"
  | "choice-dropped"
  | "choice-uncorroborated"
  | "encounter-left-out";

export const count = (what: StepCount, by = 1): Effect => ({ kind: "count", what, by });
