/**
 * Notes ports: what staff have set at a venue while it runs: quiet switches and slots by zone, and
 * join codes turned off or on. Types and bounds only.
 *
 * Nothing here is about a person, so nothing expires before its venue is deleted: every replica, and the
 * next start, reads the same. Memory and Redis pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed".
 */
import type { VenueId, ZoneId } from "@sighej/protocol";
import type { Slot } from "./domain/choosing/quiet.ts";

declare const codeId: unique symbol;
/** A digest of a join code and its venue: what a code is called where the code itself need not be. */
export type CodeId = string & { readonly [codeId]: true };

export interface ZoneNote {
  /** Quiet by hand. */
  readonly switched?: boolean | undefined;
  /** Quiet by schedule; at most QUIET_SLOTS_MAX. */
  readonly slots?: readonly Slot[] | undefined;
}

/** What differs from the set-up. Bounded by its zones and codes, which alone are ever noted. */
export interface Notes {
  readonly zones: ReadonlyMap<ZoneId, ZoneNote>;
  /** True: disabled. */
  readonly codes: ReadonlyMap<CodeId, boolean>;
}

/** Each change is kept when it resolves, and is told as news of the kind "notes". */
export interface VenueNotes {
  read(venue: VenueId): Promise<Notes>;
  setQuiet(venue: VenueId, zone: ZoneId, switched: boolean): Promise<void>;
  setSlots(venue: VenueId, zone: ZoneId, slots: readonly Slot[]): Promise<void>;
  setCode(venue: VenueId, code: CodeId, disabled: boolean): Promise<void>;
  /** All of a venue that is there no more; told to nobody. */
  forget(venue: VenueId): Promise<void>;
}
