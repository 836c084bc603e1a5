/**
 * Bind a carrier: gives a session the badge or tag whose code it knows, or the zone whose code it
 * has read; and lets go of one.
 */
import {
  after,
  type CarrierBinding,
  carrierKinds,
  decodeCarrierBinding,
  type SessionView,
  ZONE_CODE_LIFE,
} from "@sighej/protocol";
import { itemHeld } from "../domain/admission.ts";
import type { BoundCarrier } from "../domain/carrier.ts";
import type { Session } from "../domain/session.ts";
import { carrierKindOf } from "../domain/stock.ts";
import { zoneOfDigits } from "../domain/zone-screens.ts";
import type { Clock, SessionStore } from "../ports.ts";
import type { Gate } from "./gate.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import { viewOf } from "./start-session.ts";
import type { Venue, Venues } from "./venues.ts";

export interface CarrierPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  /** Count wrong zone codes only; at each, a right one must not pass either once they are closed. */
  readonly zoneTries: { readonly session: Gate; readonly address: Gate };
}

/**
 * Of a million codes each zone takes three. A session has six wrong ones and one more a minute, 126
 * in two hours: in a venue of ten zones it guesses one of them with a chance of 0.4 %.
 */
export const SESSION_TRIES = { burst: 6, perSecond: 1 / 60, most: 40_000 };
/**
 * A hall behind one address mistypes some dozens while everyone comes in. 60 and one more in ten
 * seconds: whoever starts session after session to guess is right in two hours with 2 % in ten zones.
 */
export const ADDRESS_TRIES = { burst: 60, perSecond: 0.1, most: 10_000 };

/** `address`: where the request came from; used to count wrong codes alone. */
export async function bindCarrier(
  ports: CarrierPorts,
  session: Session,
  body: unknown,
  address: string,
): Promise<Outcome<SessionView>> {
  const request = decodeCarrierBinding(body);
  if (!request.ok) return deniedFor(request.problem);
  const venue = ports.venues.all.get(session.venue);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const carrier =
    request.value.kind === "zone-code"
      ? zoneProved(ports, venue, session, request.value, address)
      : beaconHeld(venue, request.value);
  if (!carrier.ok) return carrier;
  const { venues, sessions, clock } = ports;
  const bound = await sessions.bind(session.venue, session.id, carrier.value, clock());
  if (bound === undefined) return denied({ kind: "bad-bearer" });
  if (bound === "taken") return denied({ kind: "carrier-taken" });
  if (bound === "has-one") return denied({ kind: "has-carrier" });
  venues.tell(session.venue, { kind: "session", session: bound });
  return done(viewOf(venues, bound, clock()));
}

/** What is not held is let go of already. */
export async function releaseCarrier(
  { venues, sessions, clock }: Omit<CarrierPorts, "zoneTries">,
  session: Session,
  kindText: string,
): Promise<Outcome<SessionView>> {
  const kind = carrierKinds.find((each) => each === kindText);
  if (kind === undefined) return denied({ kind: "unknown-carrier" });
  const free = await sessions.unbind(session.venue, session.id, kind, clock());
  if (free === undefined) return denied({ kind: "bad-bearer" });
  venues.tell(session.venue, { kind: "session", session: free });
  return done(viewOf(venues, free, clock()));
}

type Binding<Kind> = Extract<CarrierBinding, { readonly kind: Kind }>;

/** An unknown id, another kind and a wrong code look alike. */
function beaconHeld(
  { floor }: Venue,
  binding: Binding<"badge" | "stock-tag">,
): Outcome<BoundCarrier> {
  const item = itemHeld(floor.plan.stock, binding);
  return item !== undefined && carrierKindOf(item) === binding.kind
    ? done({ kind: binding.kind, id: item.id })
    : denied({ kind: "bad-code" });
}

function zoneProved(
  { zoneTries, clock }: CarrierPorts,
  { screens }: Venue,
  { id }: Session,
  { code, zone: at }: Binding<"zone-code">,
  address: string,
): Outcome<BoundCarrier> {
  const now = clock();
  const tries = [
    [zoneTries.session, id],
    [zoneTries.address, address],
  ] as const;
  // Between this and the counting below nothing else can run: no two tries share one place.
  if (!tries.every(([gate, key]) => gate.isOpen(key, now)))
    return denied({ kind: "too-many-tries" });
  const zone = zoneOfDigits(screens, code, at, now);
  if (zone === "ambiguous") return denied({ kind: "ambiguous-code" });
  if (zone !== undefined)
    return done({ kind: "zone-code", zone, until: after(now, ZONE_CODE_LIFE) });
  for (const [gate, key] of tries) gate.passes(key, now);
  return denied({ kind: "bad-code" });
}
