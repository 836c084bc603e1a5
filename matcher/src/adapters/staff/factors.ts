/**
 * Factors: six digits that an authenticator app shows for half a minute (RFC 6238).
 */
import { Secret, TOTP } from "otpauth";
import type { Factors } from "../../staff-ports.ts";

/** 160 bits, as HMAC-SHA-1 takes (RFC 4226 §4, R6). */
const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** Steps before and after: a phone's clock and slow typing (RFC 6238 §5.2). */
const WINDOW = 1;
const ISSUER = "SigHej";

/** As secrets are written (RFC 4648 §6). */
const base32 = /^[A-Z2-7]+$/;

const totpOf = (secret: string, label = "") =>
  new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: PERIOD_S });

export const totpFactors: Factors = {
  fresh: () => new Secret({ size: SECRET_BYTES }).base32,
  uriOf: (secret, name) => totpOf(secret, name).toString(),
  stepOf: (secret, digits, now) => {
    // One that could not be opened has no digits, and lets nobody in.
    if (!base32.test(secret)) return undefined;
    const off = totpOf(secret).validate({ token: digits, timestamp: now, window: WINDOW });
    return off === null ? undefined : Math.floor(now / 1_000 / PERIOD_S) + off;
  },
};
