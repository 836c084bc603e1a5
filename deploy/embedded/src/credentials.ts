/**
 * Credentials: fresh secrets for everyone who may speak to a venue's broker in this run. Nobody
 * keeps them: the next run makes others.
 */
import { randomBytes } from "node:crypto";
import { type Credential, credentialOf } from "@sighej/broker";
import { base64urlOf, type GatewayId, type VenueId } from "@sighej/protocol";

export interface RunCredentials {
  readonly matcher: string;
  readonly operator: string;
  readonly gateways: readonly { readonly id: GatewayId; readonly secret: string }[];
  /** What the broker is given: hashes of all of these, with their roles. */
  readonly credentials: readonly Credential[];
}

export function freshCredentials(venue: VenueId, ids: readonly GatewayId[]): RunCredentials {
  const secret = () => base64urlOf(randomBytes(32));
  const [matcher, operator] = [secret(), secret()];
  const gateways = ids.map((id) => ({ id, secret: secret() }));
  return {
    matcher,
    operator,
    gateways,
    credentials: [
      credentialOf("matcher", matcher, { kind: "matcher" }),
      credentialOf("operator", operator, { kind: "operator" }),
      ...gateways.map(({ id, secret: own }) =>
        credentialOf(`${venue}/${id}`, own, { kind: "gateway", venue, gateway: id }),
      ),
    ],
  };
}
