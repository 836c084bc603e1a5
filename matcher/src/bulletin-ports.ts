/**
 * Bulletin ports: whom venues tell, and what is on its way. Types and bounds only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". Nothing here is about an attendee; addresses are those that staff typed.
 */
import {
  type BulletinKind,
  type BulletinTopic,
  type DurationMs,
  hours,
  minutes,
  seconds,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";

export interface BulletinTarget {
  readonly id: string;
  readonly venue: VenueId;
  readonly kind: "webhook" | "email";
  readonly address: string;
  readonly topics: readonly BulletinTopic[];
  /** Of a webhook: `whsec_` and 32 bytes as base64. It signs, so it is kept whole. */
  readonly secret: string | undefined;
  readonly createdAt: UnixMs;
}

/** One message on its way to one target. */
export interface NewDelivery {
  readonly id: string;
  readonly venue: VenueId;
  readonly target: string;
  readonly kind: BulletinKind;
  /** What makes it once: no target is ever sent two of the same. */
  readonly message: string;
  /** JSON of what is told. */
  readonly body: string;
  readonly madeAt: UnixMs;
}

export interface Delivery extends NewDelivery {
  readonly tries: number;
  readonly state: "waiting" | "arrived" | "failed";
  readonly why: string | undefined;
  /** When it is due, or when it arrived or was given up. */
  readonly at: UnixMs;
}

export interface DueDelivery extends NewDelivery {
  readonly tries: number;
  readonly to: Pick<BulletinTarget, "kind" | "address" | "secret">;
}

/** How long after each failure it is tried again; after the last it is given up. Half a day in all. */
export const RETRY_AFTER: readonly DurationMs[] = [
  ...[seconds(5), seconds(30), minutes(2), minutes(10), minutes(30)],
  ...[hours(1), hours(3), hours(8)],
];
/** Of one venue: its gateways late, silent and back, for each target, twice over. */
export const MOST_WAITING = 2_000;
/** What has arrived or was given up is shown for a week. */
export const DELIVERY_LIFE: DurationMs = hours(24 * 7);
/** Longer than a try may take: what a replica had that died is then another's. */
export const LEASE: DurationMs = minutes(1);

export interface BulletinStore {
  addTarget(target: BulletinTarget): Promise<"added" | "full">;
  /** By time. */
  targets(venue: VenueId): Promise<readonly BulletinTarget[]>;
  /** With all that is on its way there; false when there is none. */
  removeTarget(venue: VenueId, id: string): Promise<boolean>;

  /** Due at once. Those whose message the target has had are left out; false when too many wait. */
  enqueue(deliveries: readonly NewDelivery[]): Promise<boolean>;
  /** Takes some that are due, which nobody else is then given until `LEASE` is over. */
  claim(now: UnixMs, most: number): Promise<readonly DueDelivery[]>;
  arrived(id: string, now: UnixMs): Promise<void>;
  /** `next`: when it is tried again; undefined: never. */
  missed(id: string, why: string, next: UnixMs | undefined, now: UnixMs): Promise<void>;
  /** Newest first. */
  deliveries(venue: VenueId, most: number): Promise<readonly Delivery[]>;
  /** One that was given up is due again; false when there is none. */
  retry(venue: VenueId, id: string, now: UnixMs): Promise<boolean>;
  /** Removes what has been over for `DELIVERY_LIFE`. */
  forget(now: UnixMs): Promise<void>;
}
