/**
 * Taxonomy ports: interests that somebody of the staff would add to a venue, until somebody else has
 * approved them. Types and bounds only.
 *
 * Approved ones are in the venue's set-up. Memory and SQL (PGlite, Postgres) pass one contract suite. A
 * store that cannot answer rejects with `MatcherError` "store-failed".
 */
import type { InterestId, OwnInterest, VenueId } from "@sighej/protocol";

export interface Proposed extends OwnInterest {
  /** The account that proposed it, and its name. */
  readonly by: string;
  readonly byName: string;
}

/** Proposals of a venue that wait: as many as it may have interests of its own. */
export const MAX_PROPOSED = 24;

export interface ProposalStore {
  propose(venue: VenueId, proposed: Proposed): Promise<"proposed" | "taken" | "full">;
  /** By id. */
  list(venue: VenueId): Promise<readonly Proposed[]>;
  /** Takes it out; undefined when there is none. */
  take(venue: VenueId, id: InterestId): Promise<Proposed | undefined>;
}
