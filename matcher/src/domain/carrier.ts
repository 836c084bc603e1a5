/**
 * Carrier: how a session is found besides its own beacon key, as the store keeps it. Pure.
 *
 * One session has at most one live carrier of each kind, and a badge or tag is bound to one session
 * at a time. All of them end with the session, proofs of being in a zone before that.
 */
import {
  type CarrierKind,
  CHECK_IN_LIFE,
  type HeldCarrier,
  type StockId,
  type StockKind,
  type UnixMs,
  ZONE_CODE_LIFE,
  type ZoneId,
} from "@sighej/protocol";

/** A badge of the venue's stock with a key of its own, or a stock tag (Eddystone-EID or static). */
interface BoundBeacon {
  readonly kind: StockKind;
  readonly id: StockId;
}

/** A proof, without a radio of one's own, of having been in a zone: it holds until `until`. */
export interface ZoneProof {
  readonly kind: Exclude<CarrierKind, StockKind>;
  readonly zone: ZoneId;
  readonly until: UnixMs;
}

export type BoundCarrier = BoundBeacon | ZoneProof;

export const isLive = (carrier: BoundCarrier, now: UnixMs): boolean =>
  "id" in carrier || now < carrier.until;

/**
 * The carriers with one more. A proof takes the place of the one of its kind, and those that are
 * over go. Another badge than the one that is held is refused, as is another tag.
 */
export function withCarrier(
  carriers: readonly BoundCarrier[],
  carrier: BoundCarrier,
  now: UnixMs,
): readonly BoundCarrier[] | "has-one" {
  const held = carriers.find(({ kind }) => kind === carrier.kind);
  if ("id" in carrier && held !== undefined)
    return "id" in held && held.id === carrier.id ? carriers : "has-one";
  return [...carriers.filter((each) => each !== held && isLive(each, now)), carrier];
}

const proofLife = { "check-in": CHECK_IN_LIFE, "zone-code": ZONE_CODE_LIFE };

/** The zone of the newest proof that still holds; undefined without one. */
export function provenZone(carriers: readonly BoundCarrier[], now: UnixMs): ZoneId | undefined {
  let newest: ZoneProof | undefined;
  for (const each of carriers) {
    if ("id" in each || !isLive(each, now)) continue;
    if (newest === undefined || givenAt(each) > givenAt(newest)) newest = each;
  }
  return newest?.zone;
}

const givenAt = ({ kind, until }: ZoneProof): number => until - proofLife[kind];

/** What a session may be told of its live carriers; badges and tags end with it. */
export const heldBy = (
  session: { readonly carriers: readonly BoundCarrier[]; readonly expiresAt: UnixMs },
  now: UnixMs,
): HeldCarrier[] =>
  session.carriers
    .filter((each) => isLive(each, now))
    .map((each) => ("id" in each ? { ...each, until: session.expiresAt } : { ...each }));
