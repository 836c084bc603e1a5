/**
 * Finding: what this phone and this venue have in common by which a session can be found, and what
 * came of the last try. Pure.
 */
import type {
  Battery,
  CarrierBinding,
  CarrierKind,
  SessionView,
  StockCode,
  StockKind,
  VenueView,
} from "@sighej/protocol";
import type { Abilities } from "./abilities.ts";

export type Way = "code" | "pair" | "check-in" | "hear";

/** Why it did not work: what the matcher said, or what Bluetooth did. */
export type Trouble =
  | "code"
  | "taken"
  | "has-one"
  | "away"
  | "busy"
  | "refused"
  | "bt-absent"
  | "bt-off"
  | "bt-cancelled"
  | "bt-denied"
  | "bt-lost"
  | "bt-odd"
  | "bt-not-pairing"
  | "bt-wrong-code";

export type Finding =
  | { readonly at: "idle" }
  | {
      readonly at: "working";
      readonly way: Way;
      /** What is being bound, if it is that. */
      readonly binding: CarrierBinding | undefined;
    }
  /** `battery`: percent, where a badge says it. */
  | { readonly at: "done"; readonly way: Way; readonly battery: number | undefined }
  | { readonly at: "failed"; readonly way: Way; readonly trouble: Trouble };

/** Percent. Below this a badge may not last the evening. */
const LOW = 20;

export const batteryAt = (percent: number): Battery => (percent < LOW ? "low" : "ok");

export type FindPress =
  | { readonly kind: "bind"; readonly binding: CarrierBinding }
  | { readonly kind: "release"; readonly carrier: CarrierKind }
  | {
      readonly kind: "pair";
      readonly code: StockCode;
      /** The browser's name for the badge, where this page has paired it before. */
      readonly device?: string | undefined;
    }
  | { readonly kind: "check-in" | "hear" };

/** A badge or tag of the venue's stock, by what is printed on it. */
export type StockBinding = Extract<CarrierBinding, { readonly kind: StockKind }>;

/** A badge that was paired over Bluetooth, and what the browser calls it. */
export interface Paired {
  readonly badge: StockBinding;
  readonly device: string;
}

export const isStock = (binding: CarrierBinding): binding is StockBinding =>
  binding.kind !== "zone-code";

export const holdsStock = ({ carriers }: SessionView): boolean =>
  carriers.some(({ kind }) => kind === "badge" || kind === "stock-tag");

/** What is shown: nothing that the venue does not have or the phone cannot do. */
export interface Offered {
  readonly stock: boolean;
  readonly zone: boolean;
  readonly pair: boolean;
  readonly checkIn: boolean;
  readonly hear: boolean;
}

export function offeredTo({ carriers }: VenueView, { bluetooth, scan }: Abilities): Offered {
  const has = (...kinds: readonly string[]) => carriers.some(({ kind }) => kinds.includes(kind));
  return {
    stock: has("badge", "stock-tag"),
    zone: has("zone-code"),
    pair: has("badge") && bluetooth,
    checkIn: has("check-in") && bluetooth,
    hear: scan,
  };
}

export const offersAny = (offered: Offered): boolean => Object.values(offered).includes(true);
