/**
 * Seal ports: what hides a text where it is kept, and shows whether anybody has changed it. Types only.
 */

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
