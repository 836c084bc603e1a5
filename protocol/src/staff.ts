/**
 * Staff: who may do what under `/api/v1/admin`, and how they sign in: bodies and answers. Pure.
 *
 * Staff have accounts, attendees never do: nothing here is about an attendee.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseVenueId, type VenueId } from "./ids.ts";
import { shownPasskey } from "./passkey.ts";
import { unixMs } from "./units.ts";

/** Each may do what those before it may, and more. */
export const staffRoles = ["viewer", "host", "operator", "owner"] as const;
export type StaffRole = (typeof staffRoles)[number];

/** What a script's token may be let into; accounts, tokens and the audit trail are for people only. */
export const staffScopes = [
  "report:read",
  "safety:read",
  "safety:write",
  "codes:read",
  "codes:write",
  "quiet:read",
  "quiet:write",
  "stock:read",
  "stock:write",
  "screens:read",
  "screens:write",
  "gateways:read",
  "gateways:write",
  "bulletins:read",
  "bulletins:write",
  "venues:read",
] as const;
export type StaffScope = (typeof staffScopes)[number];

/** Twelve characters withstand guessing against a leaked hash; a phrase is easier to type than signs. */
export const PASSWORD_MIN_LENGTH = 12;
/** The longest phrase; hashing takes the same time whatever the length. */
const PASSWORD_MAX_LENGTH = 256;
const NAME_MAX_LENGTH = 64;
/** Venues of one account or token: an operator with more lets it into all. */
const VENUES_MAX = 64;
/** A token's longest life in days: a year, after which somebody should look whether it is needed. */
export const TOKEN_DAYS_MAX = 366;
/** Entries of the audit trail in one answer. */
export const AUDIT_PAGE = 200;

/** Shown on screens and in the audit trail: no control characters, nothing invisible at the ends. */
const name = v.pipe(
  v.string(),
  v.maxLength(NAME_MAX_LENGTH),
  v.regex(/^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u, "a name without blanks at its ends"),
);
/** Any characters but control ones, which a keyboard doesn't have. */
const typed = v.pipe(
  v.string(),
  v.maxLength(PASSWORD_MAX_LENGTH),
  v.regex(/^[^\p{Cc}\p{Cs}]+$/u, "text without control characters"),
);
const newPassword = v.pipe(
  typed,
  v.metadata({ minLength: PASSWORD_MIN_LENGTH }),
  // Not `minLength`, whose fault would read as a formula.
  v.check(
    ({ length }) => length >= PASSWORD_MIN_LENGTH,
    `${PASSWORD_MIN_LENGTH} characters or more`,
  ),
);
const digits = v.pipe(v.string(), v.regex(/^\d{6}$/, "six digits"));
const code = v.pipe(v.string(), v.regex(/^[\w-]{16,128}$/, "the code that the matcher printed"));
const id = v.pipe(v.string(), v.regex(/^[\w-]{22}$/, "an id"));
/** Whether it may be the id of an account; what else stands in a path is nobody's. */
export const isStaffId = (text: string): boolean => check(id, text).ok;
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const role = v.picklist(staffRoles);
const venue = parsedBy(parseVenueId, "a lower-case UUID");
const venues: v.GenericSchema<unknown, "all" | VenueId[]> = v.union([
  v.literal("all"),
  v.pipe(v.array(venue), v.minLength(1), v.maxLength(VENUES_MAX)),
]);
const scopes = v.pipe(
  v.array(v.picklist(staffScopes)),
  v.minLength(1),
  v.maxLength(staffScopes.length),
);

const ownerStart = v.strictObject({ code, name, password: newPassword });
const ownerNeeded = v.strictObject({
  needed: v.boolean(),
  /** Whether the cookie sent along is a session's that holds: `GET /me` then says whose. */
  signedIn: v.boolean(),
  /** The host of the OpenID provider at which one may sign in as well. */
  oidc: v.optional(v.string()),
});
const signIn = v.strictObject({
  name,
  password: typed,
  /** Of the second factor, where the account has one. */
  digits: v.optional(digits),
  /** In the place of digits. */
  passkey: v.optional(shownPasskey),
});
/** Who asks, as the dashboard needs to know it. */
const signedIn = v.strictObject({
  kind: v.picklist(["account", "token", "code"]),
  name: v.string(),
  role,
  venues,
  /** Of a token only. */
  scopes: v.optional(scopes),
  /** Of an account only: whether it asks for six digits. */
  secondFactor: v.optional(v.boolean()),
  /** Of an account that signs in at an OpenID provider. */
  issuer: v.optional(v.string()),
  /** Of a session only: to be sent as X-CSRF-Token with every change. */
  csrf: v.optional(v.string()),
  /** Of a session only: when it is over, however much it is used. */
  expiresAt: v.optional(time),
});

const passwordChange = v.strictObject({ current: typed, next: newPassword });
const factorStart = v.strictObject({ password: typed });
/** To be shown once, as text and as a QR of `uri` (the format of Google Authenticator). */
const factorStarted = v.strictObject({ secret: v.string(), uri: v.string() });
const factorProof = v.strictObject({ digits });

const account = v.strictObject({
  id,
  name,
  role,
  venues,
  /** Six digits or a passkey. */
  secondFactor: v.boolean(),
  /** Of an account that signs in at an OpenID provider, which gives it its role. */
  issuer: v.optional(v.string()),
  disabled: v.boolean(),
  createdAt: time,
});
const accounts = v.strictObject({ accounts: v.array(account) });
const accountStart = v.strictObject({ name, password: newPassword, role, venues });
const accountEditFields = v.strictObject({
  role: v.optional(role),
  venues: v.optional(venues),
  disabled: v.optional(v.boolean()),
  /** A new one, to be changed by its holder. */
  password: v.optional(newPassword),
  /** Takes the second factor away, for whoever has lost it. */
  secondFactor: v.optional(v.literal(false)),
});
export type StaffAccountEdit = v.InferOutput<typeof accountEditFields>;
const accountEdit: v.GenericSchema<unknown, StaffAccountEdit> = v.pipe(
  accountEditFields,
  v.check((edit) => Object.keys(edit).length > 0, "something to change"),
);

const token = v.strictObject({
  id,
  name,
  scopes,
  venues,
  createdAt: time,
  expiresAt: time,
});
const tokens = v.strictObject({ tokens: v.array(token) });
const tokenStart = v.strictObject({
  name,
  scopes,
  venues,
  days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(TOKEN_DAYS_MAX)),
});
/** `bearer` is told once: only its digest is kept. */
const tokenStarted = v.strictObject({ ...token.entries, bearer: v.string() });

const auditEntry = v.strictObject({
  at: time,
  by: v.string(),
  /** An operation of the OpenAPI document. */
  what: v.string(),
  venue: v.optional(venue),
  /** What it was done to: ids of the path, such as a zone's. */
  about: v.optional(v.string()),
  /** The body's fields, with their values where these are yes, no or a number. */
  fields: v.array(v.string()),
});
const auditTrail = v.strictObject({
  /** Newest first. */
  entries: v.array(auditEntry),
  /** To be given as `before`, to see those before; absent at the end. */
  next: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
const auditAsked = v.strictObject({
  before: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/, "a number"), v.transform(Number)),
  ),
});

/** Bodies and answers, for the OpenAPI document. */
export const staffSchemas: NamedSchemas = {
  OwnerStart: ownerStart,
  OwnerNeeded: ownerNeeded,
  SignIn: signIn,
  SignedIn: signedIn,
  PasswordChange: passwordChange,
  FactorStart: factorStart,
  FactorStarted: factorStarted,
  FactorProof: factorProof,
  StaffAccount: account,
  StaffAccounts: accounts,
  StaffAccountStart: accountStart,
  StaffAccountEdit: accountEdit,
  StaffTokens: tokens,
  StaffTokenStart: tokenStart,
  StaffTokenStarted: tokenStarted,
  AuditTrail: auditTrail,
};

export type OwnerStart = v.InferOutput<typeof ownerStart>;
export type OwnerNeeded = v.InferOutput<typeof ownerNeeded>;
export type SignIn = v.InferOutput<typeof signIn>;
export type SignedIn = v.InferOutput<typeof signedIn>;
export type FactorStarted = v.InferOutput<typeof factorStarted>;
export type StaffAccount = v.InferOutput<typeof account>;
export type StaffAccounts = v.InferOutput<typeof accounts>;
export type StaffAccountStart = v.InferOutput<typeof accountStart>;
export type StaffTokenStart = v.InferOutput<typeof tokenStart>;
export type StaffToken = v.InferOutput<typeof token>;
export type StaffTokens = v.InferOutput<typeof tokens>;
export type StaffTokenStarted = v.InferOutput<typeof tokenStarted>;
export type AuditEntry = v.InferOutput<typeof auditEntry>;
export type AuditTrail = v.InferOutput<typeof auditTrail>;

export const decodeOwnerStart = (body: unknown) => check(ownerStart, body);
export const decodeOwnerNeeded = (body: unknown) => check(ownerNeeded, body);
export const decodeSignIn = (body: unknown): Decoded<SignIn> => check(signIn, body);
export const decodeSignedIn = (body: unknown): Decoded<SignedIn> => check(signedIn, body);
export const decodePasswordChange = (body: unknown) => check(passwordChange, body);
export const decodeFactorStart = (body: unknown) => check(factorStart, body);
export const decodeFactorStarted = (body: unknown) => check(factorStarted, body);
export const decodeFactorProof = (body: unknown) => check(factorProof, body);
export const decodeStaffAccount = (body: unknown): Decoded<StaffAccount> => check(account, body);
export const decodeStaffAccounts = (body: unknown): Decoded<StaffAccounts> => check(accounts, body);
export const decodeStaffAccountStart = (body: unknown) => check(accountStart, body);
export const decodeStaffAccountEdit = (body: unknown): Decoded<StaffAccountEdit> =>
  check(accountEdit, body);
export const decodeStaffTokens = (body: unknown): Decoded<StaffTokens> => check(tokens, body);
export const decodeStaffTokenStart = (body: unknown) => check(tokenStart, body);
export const decodeStaffTokenStarted = (body: unknown): Decoded<StaffTokenStarted> =>
  check(tokenStarted, body);
export const decodeAuditTrail = (body: unknown): Decoded<AuditTrail> => check(auditTrail, body);
export const decodeAuditAsked = (query: unknown) => check(auditAsked, query);
