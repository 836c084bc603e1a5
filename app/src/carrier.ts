/**
 * Carrier: the ways in which a token of this session gets on the air, as far as this venue and this
 * phone have them. Each kind binds (hands over the beacon key) and releases.
 */
import type { Carrier, SimulatedBinding } from "@sighej/protocol";
import type { Answer, Api } from "./api.ts";
import type { OwnSession } from "./session.ts";

export function bindCarrier(
  api: Api,
  carrier: Carrier,
  session: OwnSession,
): Promise<Answer<void>> {
  switch (carrier.kind) {
    case "simulated-badge":
      return api.bindBadge(carrier.path, bindingOf(session));
    case "badge":
    case "stock-tag":
    case "check-in":
    case "zone-code":
      return notByKey();
  }
}

export function releaseCarrier(
  api: Api,
  carrier: Carrier,
  session: OwnSession,
): Promise<Answer<void>> {
  switch (carrier.kind) {
    case "simulated-badge":
      return api.releaseBadge(carrier.path, bindingOf(session));
    case "badge":
    case "stock-tag":
    case "check-in":
    case "zone-code":
      return notByKey();
  }
}

/** These are bound by a code or a proof, and never see the beacon key. */
const notByKey = async (): Promise<Answer<void>> => ({ ok: false, fault: "refused" });

const bindingOf = ({ view, beaconKey }: OwnSession): SimulatedBinding => ({
  venue: view.venue,
  beaconKey,
  expiresAt: view.expiresAt,
});
