/**
 * Gateway ports: who may speak for a gateway, where that is kept, and who tells the broker of it.
 * Types and bounds only.
 *
 * Three implementations of the store (memory, PGlite, Postgres) pass one contract suite; so do the
 * three of the access (our broker, Mosquitto, RabbitMQ). Both reject with `MatcherError`:
 * "store-failed" and "broker-unreachable".
 */
import {
  type DurationMs,
  type GatewayCertificate,
  type GatewayId,
  hours,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";

/** A gateway is known by its venue and its own id. */
export interface GatewayKey {
  readonly venue: VenueId;
  readonly gateway: GatewayId;
}

declare const claimDigest: unique symbol;
/** What is kept of a claim code: its slow hash, 64 hexadecimal digits. */
export type ClaimDigest = string & { readonly [claimDigest]: true };

/** How long a claim code is good for: SD cards written on a Friday are for Monday's fair. */
export const CLAIM_LIFE: DurationMs = hours(72);

export interface KeptGateway extends GatewayKey {
  readonly name: string;
  /** When it last traded a code; undefined before that, and once it is revoked. */
  readonly enrolledAt: UnixMs | undefined;
  readonly revokedAt: UnixMs | undefined;
  /** Until when its claim code is good; undefined when it has none that could be used. */
  readonly claimUntil: UnixMs | undefined;
}

interface Invitation extends GatewayKey {
  /** In the place of an earlier code, which is good for nothing from then on. */
  readonly claim: ClaimDigest;
  readonly until: UnixMs;
}

/** What a gateway trades: its code, and what it will prove itself by. */
export interface Trade {
  readonly claim: ClaimDigest;
  /** SHA-256 of the attempt as hexadecimal digits; the same one may trade again. */
  readonly attempt: string | undefined;
  /** SHA-256 of the password as hexadecimal digits. */
  readonly secretHash: string;
  readonly now: UnixMs;
}

export type Traded =
  | ({ readonly kind: "enrolled" } & GatewayKey)
  | { readonly kind: "code-unknown" | "code-used" | "code-expired" };

/** A gateway that may come in, and the hash of the password that it does so by. */
export interface EnrolledGateway extends GatewayKey {
  readonly secretHash: string;
}

export interface GatewayStore {
  /**
   * Notes a gateway; one that is known keeps its credential. `named`: there is one of that id
   * already. `full`: the venue has VENUE_GATEWAYS_MAX. Nothing has changed in either case.
   */
  add(gateway: GatewayKey & { readonly name: string }): Promise<"added" | "named" | "full">;
  /** Gives a gateway a claim code; false when there is no such gateway. */
  invite(invitation: Invitation): Promise<boolean>;
  /**
   * In one step that no other trade can come between: takes the code, once or again by the same
   * attempt, and puts the credential in the place of an earlier one.
   */
  trade(trade: Trade): Promise<Traded>;
  /** A code whose trade came to nothing may be traded again. */
  reopen(claim: ClaimDigest): Promise<void>;
  /** Takes credential and claim code away; false when there is no such gateway. */
  revoke(gateway: GatewayKey, now: UnixMs): Promise<boolean>;
  /** Those of a venue by id; at most VENUE_GATEWAYS_MAX. */
  list(venue: VenueId, now: UnixMs): Promise<readonly KeptGateway[]>;
  /** Everyone of these venues that may come in. */
  enrolled(venues: readonly VenueId[]): Promise<readonly EnrolledGateway[]>;
}

/**
 * A client certificate for a gateway's present credential, made from a certificate request; undefined
 * when the text is no request, or not signed by the key that it names.
 */
export type Certify = (
  gateway: EnrolledGateway,
  request: string,
) => Promise<GatewayCertificate | undefined>;

/** Tells a broker which gateways it lets in, and by which rules. */
export interface GatewayAccess {
  /** Lets a gateway in by this password, in the place of any before. */
  admit(gateway: GatewayKey, password: string): Promise<void>;
  /** Lets it in no more and ends its connection. Nothing happens when it was not let in. */
  expel(gateway: GatewayKey): Promise<void>;
  /** Expels whoever of these venues is not in the list, which may have changed elsewhere. */
  agree(venues: readonly VenueId[], enrolled: readonly EnrolledGateway[]): Promise<void>;
  stop(): Promise<void>;
}
