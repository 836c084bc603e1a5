/**
 * Outcome: what a use case answers: a value, or a refusal that names no value of the request. Pure.
 */
import type { Problem } from "@sighej/protocol";

/**
 * Why a request is refused. `bad-field` is the request's fault and says which field; the others
 * depend on what is stored.
 */
export type Refusal =
  | { readonly kind: "bad-field"; readonly detail: string }
  | { readonly kind: "bad-picture"; readonly detail: string }
  | { readonly kind: "no-plan" | "pictures-busy" | "press-busy" }
  | { readonly kind: "unknown-venue" }
  | { readonly kind: "venue-not-ready"; readonly detail: string }
  | { readonly kind: "stale-venue" | "venue-in-file" | "venue-live" | "venue-archived" }
  | { readonly kind: "no-such-move" | "too-many-venues" }
  | { readonly kind: StaffRefusal }
  | { readonly kind: "unknown-zone" }
  | { readonly kind: "unknown-code" }
  | { readonly kind: "no-aggregates" }
  | { readonly kind: "too-many-requests" }
  | { readonly kind: "venue-full" }
  | { readonly kind: "bad-code" }
  | { readonly kind: "ambiguous-code" }
  | { readonly kind: "too-many-tries" }
  | { readonly kind: "unknown-carrier" }
  | { readonly kind: "carrier-taken" }
  | { readonly kind: "has-carrier" }
  | { readonly kind: "too-many-starts" }
  | { readonly kind: "no-edits-left" }
  | { readonly kind: "unknown-nudge" }
  | { readonly kind: "bad-bearer" }
  | { readonly kind: "code-unknown" | "code-used" | "code-expired" }
  | { readonly kind: "bad-gateway-credential" }
  | { readonly kind: "no-certificates" }
  | { readonly kind: "broker-unreachable" }
  | { readonly kind: "no-calibration" | "calibration-running" | "too-few-spots" }
  | { readonly kind: "no-coordinates" }
  | { readonly kind: "map-failed" }
  | { readonly kind: "bad-screen-code" | "unknown-screen" | "too-many-screens" }
  | { readonly kind: "unknown-complaint" | "too-many-alerts" }
  | { readonly kind: "bad-list" | "refused-topic"; readonly detail: string }
  | { readonly kind: "unknown-item" | "unknown-interest" | "venue-in-file" | "venue-busy" }
  | { readonly kind: "stock-full" | "too-many-codes" | "interest-taken" | "own-proposal" }
  | { readonly kind: "too-many-interests" | "last-interest" }
  | { readonly kind: "unknown-gateway" }
  | { readonly kind: "gateway-named" }
  | { readonly kind: "too-many-gateways" }
  | { readonly kind: "unknown-schedule" | "too-many-schedules" }
  | { readonly kind: "unknown-target" | "unknown-delivery" }
  | { readonly kind: "too-many-targets" | "too-many-deliveries" };

type StaffRefusal =
  | "bad-admin-code"
  | "not-signed-in"
  | "bad-credentials"
  | "passkey-needed"
  | "no-oidc"
  | "oidc-refused"
  | "oidc-unreachable"
  | "no-role"
  | "owner-needed"
  | "passkey-refused"
  | "no-passkeys-here"
  | "unknown-passkey"
  | "too-many-passkeys"
  | "signs-in-elsewhere"
  | "factor-needed"
  | "forbidden"
  | "bad-csrf"
  | "unknown-account"
  | "unknown-token"
  | "owner-exists"
  | "name-taken"
  | "last-owner"
  | "no-factor"
  | "too-many-accounts"
  | "too-many-tokens"
  | "too-many-sign-ins";

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const denied = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });
export const deniedFor = ({ detail }: Problem): Outcome<never> =>
  denied({ kind: "bad-field", detail });
