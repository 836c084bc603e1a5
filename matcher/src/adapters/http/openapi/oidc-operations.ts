/**
 * OIDC operations: how staff sign in at an OpenID provider, in words. Pure.
 */
import type { Operation } from "./operation.ts";

const ADMIN = "/api/v1/admin";

export const oidcEntrance: readonly Operation[] = [
  {
    method: "post",
    path: `${ADMIN}/oidc`,
    id: "startOidc",
    summary: "Where to sign in at the OpenID provider; the browser comes back to /admin/signed-in.",
    answer: {
      status: 201,
      says: "With a cookie that ties the answer to it.",
      schema: "OidcStarted",
    },
    problems: [
      "no-oidc",
      "oidc-unreachable",
      "too-many-tries",
      "too-many-sign-ins",
      "store-failed",
    ],
  },
  {
    method: "post",
    path: `${ADMIN}/oidc/sign-in`,
    id: "signInByOidc",
    summary: "Signs in by what the provider sent the browser back with.",
    body: "OidcReturned",
    answer: { status: 200, says: "With a session cookie.", schema: "SignedIn" },
    problems: [
      "no-oidc",
      "oidc-refused",
      "oidc-unreachable",
      "no-role",
      "owner-needed",
      "last-owner",
      "name-taken",
      "too-many-accounts",
      "too-many-tries",
    ],
  },
];
