/**
 * Passkey: how staff add a passkey to their account and sign in with it: bodies and answers (WebAuthn
 * Level 3, §5.1 and its JSON forms). Pure.
 *
 * What an authenticator made is checked where it is verified; here only that it has the right fields.
 */
import * as v from "valibot";
import { check, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { unixMs } from "./units.ts";

/** Passkeys of one account: a laptop, a phone, a key in the safe, and what replaces them. */
export const PASSKEYS_MAX = 10;
const PASSKEY_NAME_MAX_LENGTH = 40;
/** An id is at most 1,023 bytes (WebAuthn §4, Credential ID). */
const ID_MAX_LENGTH = 1_364;
/** An attestation without certificates has some hundred bytes; this is ten times that. */
const PART_MAX_LENGTH = 8_192;

const base64url = (most: number) =>
  v.pipe(v.string(), v.maxLength(most), v.regex(/^[\w-]+$/, "base64url without padding"));
/** Whether it may be the id of one; what else stands in a path is nobody's. */
export const isPasskeyId = (text: string): boolean => check(base64url(ID_MAX_LENGTH), text).ok;
const id = base64url(ID_MAX_LENGTH);
const part = base64url(PART_MAX_LENGTH);
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
/** What its holder calls it: "My laptop". */
const name = v.pipe(
  v.string(),
  v.maxLength(PASSKEY_NAME_MAX_LENGTH),
  v.regex(/^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u, "a name without blanks at its ends"),
);
const password = v.pipe(
  v.string(),
  v.maxLength(256),
  v.regex(/^[^\p{Cc}\p{Cs}]+$/u, "text without control characters"),
);

/** As `PublicKeyCredential.toJSON()` gives it; what browsers add to it is passed over. */
const made = v.object({
  id,
  rawId: id,
  type: v.literal("public-key"),
  response: v.object({
    clientDataJSON: part,
    attestationObject: part,
    transports: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^[a-z-]{1,20}$/, "a kind of transport"))),
        v.maxLength(8),
      ),
    ),
  }),
});
/** As an authenticator shows it; also beside a password. */
export const shownPasskey = v.object({
  id,
  rawId: id,
  type: v.literal("public-key"),
  response: v.object({
    clientDataJSON: part,
    authenticatorData: part,
    signature: part,
    userHandle: v.optional(part),
  }),
});

/** To be handed to the browser as they are (`parseCreationOptionsFromJSON` and its like). */
const options = v.looseObject({ challenge: v.string() });
const challenge = v.strictObject({ publicKey: options });

const passkey = v.strictObject({
  id,
  name,
  createdAt: time,
  /** To the minute; absent until it is used. */
  usedAt: v.optional(time),
});
const passkeys = v.strictObject({ passkeys: v.array(passkey) });
const passkeyAsked = v.strictObject({ password });
const passkeyStart = v.strictObject({ name, credential: made });
const passkeyEdit = v.strictObject({ name });
const passkeyShown = v.strictObject({ credential: shownPasskey });

/** Bodies and answers, for the OpenAPI document. */
export const passkeySchemas: NamedSchemas = {
  PasskeyChallenge: challenge,
  StaffPasskey: passkey,
  StaffPasskeys: passkeys,
  PasskeyAsked: passkeyAsked,
  PasskeyStart: passkeyStart,
  PasskeyEdit: passkeyEdit,
  PasskeyShown: passkeyShown,
};

export type PasskeyMade = v.InferOutput<typeof made>;
export type PasskeyShown = v.InferOutput<typeof shownPasskey>;
export type PasskeyChallenge = v.InferOutput<typeof challenge>;
export type StaffPasskey = v.InferOutput<typeof passkey>;
export type StaffPasskeys = v.InferOutput<typeof passkeys>;

export const decodePasskeyAsked = (body: unknown) => check(passkeyAsked, body);
export const decodePasskeyStart = (body: unknown) => check(passkeyStart, body);
export const decodePasskeyEdit = (body: unknown) => check(passkeyEdit, body);
export const decodePasskeyShown = (body: unknown) => check(passkeyShown, body);
export const decodePasskeyChallenge = (body: unknown): Decoded<PasskeyChallenge> =>
  check(challenge, body);
export const decodeStaffPasskey = (body: unknown): Decoded<StaffPasskey> => check(passkey, body);
export const decodeStaffPasskeys = (body: unknown): Decoded<StaffPasskeys> => check(passkeys, body);
