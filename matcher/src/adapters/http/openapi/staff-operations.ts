/**
 * Staff operations: every route under `/api/v1/admin` in words. Pure. Who may do which is told by
 * `domain/staff/access.ts`, by the same ids.
 */
import { alertOperations } from "./alert-operations.ts";
import { lendingOperations } from "./lending-operations.ts";
import { oidcEntrance } from "./oidc-operations.ts";
import { nothing, type Operation } from "./operation.ts";
import { passkeyEntrance, passkeyOperations } from "./passkey-operations.ts";
import { planOperations } from "./plan-operations.ts";
import { printOperations } from "./print-operations.ts";
import { proximityOperations } from "./proximity-operations.ts";
import { reportOperations } from "./report-operations.ts";
import { screenAdminOperations } from "./screen-operations.ts";
import { taxonomyOperations } from "./taxonomy-operations.ts";
import { venueAdminOperations } from "./venue-admin-operations.ts";
import { venueOperations } from "./venue-operations.ts";

const ADMIN = "/api/v1/admin";

/** For whoever is not signed in yet. */
const entrance: readonly Operation[] = [
  {
    method: "get",
    path: `${ADMIN}/owner`,
    id: "viewOwnerNeeded",
    summary: "Whether the first owner is still to be made, and whether one is signed in.",
    answer: {
      status: 200,
      says: "Needed until there is an account; signed in by the cookie; and where else one signs in.",
      schema: "OwnerNeeded",
    },
    problems: ["store-failed"],
  },
  {
    method: "post",
    path: `${ADMIN}/owner`,
    id: "createOwner",
    summary: "Makes the first owner, by the code that the matcher printed, and signs in.",
    body: "OwnerStart",
    answer: { status: 201, says: "With a session cookie.", schema: "SignedIn" },
    problems: ["bad-admin-code", "owner-exists", "too-many-tries", "too-many-sign-ins"],
  },
  {
    method: "post",
    path: `${ADMIN}/sign-in`,
    id: "signIn",
    summary: "Signs in by name, password and, where the account asks for it, digits or a passkey.",
    body: "SignIn",
    answer: { status: 200, says: "With a session cookie.", schema: "SignedIn" },
    problems: [
      "bad-credentials",
      "factor-needed",
      "passkey-needed",
      "too-many-tries",
      "too-many-sign-ins",
    ],
  },
];

const own: readonly Operation[] = [
  {
    method: "get",
    path: `${ADMIN}/me`,
    id: "viewMe",
    summary: "As whom one is let in.",
    of: "staff",
    answer: { status: 200, says: "Role, venues and scopes.", schema: "SignedIn" },
  },
  {
    method: "post",
    path: `${ADMIN}/sign-out`,
    id: "signOut",
    summary: "Ends this session.",
    of: "staff",
    answer: nothing,
  },
  {
    method: "put",
    path: `${ADMIN}/me/password`,
    id: "changePassword",
    summary: "Another password; other sessions of the account end.",
    of: "staff",
    body: "PasswordChange",
    answer: nothing,
    problems: ["signs-in-elsewhere", "bad-credentials", "too-many-sign-ins"],
  },
  {
    method: "post",
    path: `${ADMIN}/me/factor`,
    id: "startFactor",
    summary: "A secret for an authenticator app; asked for only once its digits were seen.",
    of: "staff",
    body: "FactorStart",
    answer: { status: 201, says: "Told once.", schema: "FactorStarted" },
    problems: ["signs-in-elsewhere", "bad-credentials", "too-many-sign-ins"],
  },
  {
    method: "put",
    path: `${ADMIN}/me/factor`,
    id: "proveFactor",
    summary: "From now on six digits are asked for; other sessions of the account end.",
    of: "staff",
    body: "FactorProof",
    answer: nothing,
    problems: ["no-factor", "bad-credentials"],
  },
];

const accounts: readonly Operation[] = [
  {
    method: "get",
    path: `${ADMIN}/accounts`,
    id: "listAccounts",
    summary: "All accounts of staff.",
    of: "staff",
    answer: { status: 200, says: "By name.", schema: "StaffAccounts" },
  },
  {
    method: "post",
    path: `${ADMIN}/accounts`,
    id: "createAccount",
    summary: "Another account, with a first password to be changed by its holder.",
    of: "staff",
    body: "StaffAccountStart",
    answer: { status: 201, says: "The account.", schema: "StaffAccount" },
    problems: ["name-taken", "too-many-accounts", "too-many-sign-ins"],
  },
  {
    method: "patch",
    path: `${ADMIN}/accounts/{account}`,
    id: "editAccount",
    summary: "Changes role or venues, disables, or helps who is locked out; its sessions end.",
    of: "staff",
    body: "StaffAccountEdit",
    answer: nothing,
    problems: ["signs-in-elsewhere", "unknown-account", "last-owner", "too-many-sign-ins"],
  },
  {
    method: "get",
    path: `${ADMIN}/tokens`,
    id: "listTokens",
    summary: "Tokens of scripts that are not over.",
    of: "staff",
    answer: {
      status: 200,
      says: "Newest first, without what they are shown by.",
      schema: "StaffTokens",
    },
  },
  {
    method: "post",
    path: `${ADMIN}/tokens`,
    id: "createToken",
    summary: "A bearer for a script, for some scopes, venues and days.",
    of: "staff",
    body: "StaffTokenStart",
    answer: {
      status: 201,
      says: "The only time that the bearer is told.",
      schema: "StaffTokenStarted",
    },
    problems: ["too-many-tokens"],
  },
  {
    method: "delete",
    path: `${ADMIN}/tokens/{token}`,
    id: "revokeToken",
    summary: "Ends a token at once.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-token"],
  },
  {
    method: "get",
    path: `${ADMIN}/audit`,
    id: "listAudit",
    summary: "Who of the staff has changed what, and when.",
    of: "staff",
    query: [
      {
        name: "before",
        required: false,
        description: "Goes on where an answer ended: its `next`.",
        schema: { type: "integer", minimum: 1 },
      },
    ],
    answer: { status: 200, says: "Newest first.", schema: "AuditTrail" },
    problems: ["bad-field"],
  },
];

export const staffOperations: readonly Operation[] = [
  ...entrance,
  ...passkeyEntrance,
  ...oidcEntrance,
  ...own,
  ...alertOperations,
  ...passkeyOperations,
  ...accounts,
  ...venueOperations,
  ...venueAdminOperations,
  ...proximityOperations,
  ...screenAdminOperations,
  ...lendingOperations,
  ...taxonomyOperations,
  ...planOperations,
  ...printOperations,
  ...reportOperations,
];
