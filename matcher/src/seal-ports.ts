/**
 * Seal ports: what hides a text where it is kept, and shows whether anybody has changed it. Types only.
 */
import type { VenueId } from "@sighej/protocol";

/**
 * `opened`: with whether the newest key has sealed it. `other-key`: by a key that is not here.
 * `damaged`: changed since, cut short, or sealed about something else.
 */
export type Unsealed =
  | { readonly kind: "opened"; readonly text: string; readonly byNewest: boolean }
  | { readonly kind: "other-key" }
  | { readonly kind: "damaged" };

export interface Seal {
  /** By the newest key; `about` is not in it, and has to be told again to open it. */
  close(text: string, about: string): string;
  open(sealed: string, about: string): Unsealed;
}

/** A secret as it lies in a row of its own. */
export interface KeptSecret {
  /** Of the row. */
  readonly id: string;
  readonly text: string;
  /** What staff call that row. */
  readonly name: string;
  /** Whose it is, where it is a venue's. */
  readonly venue?: VenueId | undefined;
}

/** Secrets of one kind, for whoever seals what lies there plain and clears away what nothing opens. */
export interface KeptSecrets {
  readonly kind: "second factor" | "webhook";
  all(): Promise<readonly KeptSecret[]>;
  /** In one step, if it is still the same. */
  replace(secret: KeptSecret, text: string): Promise<void>;
  /** The same; false when it is another one by now. What is nothing without it goes with it. */
  remove(secret: KeptSecret): Promise<boolean>;
}
