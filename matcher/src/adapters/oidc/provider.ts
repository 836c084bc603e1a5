/**
 * Provider: an OpenID provider by its discovery document, with the authorization code flow and PKCE
 * (OpenID Connect Core §3.1, RFC 7636), and its ID tokens verified by its published keys.
 */

import { hours, type UnixMs } from "@sighej/protocol";
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  type IDToken,
  None,
  ResponseBodyError,
} from "openid-client";
import { MAX_CLAIM_VALUES, type OidcConfig, type OidcProvider } from "../../oidc-ports.ts";
import type { Clock, Report } from "../../ports.ts";

/** Longer than a provider takes that answers, and as long as anyone looks at a button. */
const WITHIN_S = 10;
/** A provider that moves an endpoint is followed by then. */
const LOOK_AGAIN: number = hours(1);

/** Failures that are the provider's or the network's, and not the browser's answer (oauth4webapi). */
const OUT_OF_ORDER = [
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
];

export function oidcProvider(config: OidcConfig, clock: Clock, report: Report): OidcProvider {
  let looked: { readonly at: UnixMs; readonly found: Promise<Configuration> } | undefined;
  /** One look for all who ask meanwhile; one that failed is not kept. */
  const look = (): Promise<Configuration> => {
    if (looked !== undefined && clock() < looked.at + LOOK_AGAIN) return looked.found;
    const found = discover(config);
    looked = { at: clock(), found };
    found.catch(() => {
      if (looked?.found === found) looked = undefined;
    });
    return found;
  };
  const outOfOrder = (cause: unknown): "unreachable" => {
    report("the OpenID provider does not answer as it should", cause);
    return "unreachable";
  };

  return {
    config,
    toSignIn: async (back, { state, nonce, verifier }) => {
      try {
        const found = await look();
        const url = buildAuthorizationUrl(found, {
          redirect_uri: back,
          scope: config.scope,
          ...{ state, nonce },
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        });
        return url.href;
      } catch (cause) {
        return outOfOrder(cause);
      }
    },
    signedIn: async (came, { state, nonce, verifier }) => {
      try {
        const tokens = await authorizationCodeGrant(await look(), new URL(came), {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) return "refused";
        return {
          ...{ issuer: claims.iss, subject: claims.sub },
          names: textsIn([claims.name, claims.preferred_username]),
          values: textsIn(valueAt(claims, config.roleClaim)),
        };
      } catch (cause) {
        return isOfTheAnswer(cause) ? "refused" : outOfOrder(cause);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<Configuration> {
  const url = new URL(issuer);
  // On this machine only, which a test or a demo is (`config.ts` lets no other issuer be without TLS).
  const plain = url.protocol === "http:" ? [allowInsecureRequests] : [];
  const proof = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  return discovery(url, clientId, undefined, proof, {
    timeout: WITHIN_S,
    execute: [enableNonRepudiationChecks, ...plain],
  });
}

/** The provider said no, or what came back is not what was asked for. */
function isOfTheAnswer(cause: unknown): boolean {
  if (cause instanceof AuthorizationResponseError) return true;
  if (cause instanceof ResponseBodyError) return cause.status < 500;
  return cause instanceof ClientError && !OUT_OF_ORDER.includes(cause.code ?? "");
}

/** By its whole name, or along its dots: `realm_access.roles`. */
function valueAt(claims: IDToken, path: string): unknown {
  if (path in claims) return claims[path];
  return path
    .split(".")
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === "object" && inside !== null && Object.hasOwn(inside, name)
          ? (inside as Readonly<Record<string, unknown>>)[name]
          : undefined,
      claims,
    );
}

const textsIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((each): each is string => typeof each === "string" && each !== "")
    .slice(0, MAX_CLAIM_VALUES);
