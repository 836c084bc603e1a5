/**
 * OIDC ports: a provider at which staff sign in. Types and bounds only.
 */
import type { Mapping } from "./domain/staff/role-mapping.ts";
import type { Elsewhere } from "./staff-ports.ts";

export interface OidcConfig {
  /** As the provider writes itself in its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** None where the provider knows us as a public client, which PKCE is made for. */
  readonly clientSecret?: string | undefined;
  /** What is asked for: `openid profile`, and whatever the role's claim comes with. */
  readonly scope: string;
  /** Where roles are in an ID token; dots lead into objects. */
  readonly roleClaim: string;
  readonly roles: readonly Mapping[];
}

/** What ties the two halves of a sign-in together (RFC 6749 §10.12, RFC 7636, OpenID Core §3.1.2.1). */
export interface Ties {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the provider has signed in; of what it says only this is read. */
export interface Known extends Elsewhere {
  /** What they may be called, the best first. */
  readonly names: readonly string[];
  /** What the role's claim says. */
  readonly values: readonly string[];
}

/** Values of one person that are looked at: a directory's largest memberships. */
export const MAX_CLAIM_VALUES = 500;

export interface OidcProvider {
  readonly config: OidcConfig;
  /** Where to send a browser. */
  toSignIn(back: string, ties: Ties): Promise<string | "unreachable">;
  /** `came`: the whole address that the browser came back to. */
  signedIn(came: string, ties: Ties): Promise<Known | "refused" | "unreachable">;
}
