/**
 * OIDC config: the settings of an OpenID provider, all of them or none. Pure.
 */
import { parseRoleMapping } from "../domain/staff/role-mapping.ts";
import type { OidcConfig } from "../oidc-ports.ts";
import type { Read } from "./read.ts";

/** What each is when it is not given. */
export const oidcDefaults = {
  SIGHEJ_OIDC_ISSUER: "",
  SIGHEJ_OIDC_CLIENT_ID: "",
  SIGHEJ_OIDC_CLIENT_SECRET: "",
  SIGHEJ_OIDC_CLIENT_SECRET_FILE: "",
  SIGHEJ_OIDC_SCOPE: "openid profile",
  SIGHEJ_OIDC_ROLE_CLAIM: "groups",
  SIGHEJ_OIDC_ROLES: "",
} as const;
type ReadOidc = Read<keyof typeof oidcDefaults>;

/** Where a client secret is that is not in the environment: one line. */
export const oidcSecretPathIn = (
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => env.SIGHEJ_OIDC_CLIENT_SECRET_FILE || undefined;

/** `secret`: what is in the file of the client secret; undefined when it cannot be read. */
export function oidcIn(read: ReadOidc, faults: string[], secret?: string): OidcConfig | undefined {
  const issuer = read("SIGHEJ_OIDC_ISSUER", isIssuer, "https:, as the provider writes itself");
  const clientId = read("SIGHEJ_OIDC_CLIENT_ID", isPrintable, "the client's id at the provider");
  const given = read("SIGHEJ_OIDC_CLIENT_SECRET", isPrintable, "the client's secret");
  const isRead = (path: string) => path === "" || isPrintable(secret?.trim() ?? "\n");
  const path = read("SIGHEJ_OIDC_CLIENT_SECRET_FILE", isRead, "a file with the client's secret");
  const scope = read("SIGHEJ_OIDC_SCOPE", isScope, "words, openid among them");
  const roleClaim = read(
    "SIGHEJ_OIDC_ROLE_CLAIM",
    isClaim,
    "a claim's name, with dots into objects",
  );
  const roles = parseRoleMapping(
    read(
      "SIGHEJ_OIDC_ROLES",
      (text) => parseRoleMapping(text) !== undefined,
      "group=role or group=role@venue, with commas between",
    ),
  );
  if (issuer === "" && clientId === "") return undefined;
  if (issuer === "" || clientId === "")
    faults.push("SIGHEJ_OIDC_ISSUER, SIGHEJ_OIDC_CLIENT_ID: expected both of them, or neither");
  if (given !== "" && path !== "")
    faults.push(
      "SIGHEJ_OIDC_CLIENT_SECRET, SIGHEJ_OIDC_CLIENT_SECRET_FILE: expected one of them at most",
    );
  const clientSecret = path === "" ? given : (secret?.trim() ?? "");
  const proof = clientSecret === "" ? {} : { clientSecret };
  return { issuer, clientId, ...proof, scope, roleClaim, roles: roles ?? [] };
}

/** Without TLS on this machine only, as in a demo. */
const isIssuer = (value: string): boolean =>
  value === "" ||
  (URL.canParse(value) &&
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]|http:\/\/(localhost|127\.0\.0\.1|\[::1\])$)/.test(
      value,
    ) &&
    new URL(value).search === "" &&
    new URL(value).hash === "");
const isPrintable = (value: string): boolean => /^[\x20-\x7e]{0,512}$/.test(value);
/** RFC 6749 §3.3. */
const isScope = (value: string): boolean =>
  /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value) &&
  value.split(" ").includes("openid");
const isClaim = (value: string): boolean => /^[\x21-\x7e]{1,200}$/.test(value);
