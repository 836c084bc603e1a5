/**
 * Passkey operations: what staff do with passkeys, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const ADMIN = "/api/v1/admin";

/** For whoever is not signed in yet. */
export const passkeyEntrance: readonly Operation[] = [
  {
    method: "post",
    path: `${ADMIN}/sign-in/challenge`,
    id: "challengePasskey",
    summary:
      "What a browser asks an authenticator for, to sign in by a passkey; good for 5 minutes.",
    answer: { status: 201, says: "Good once.", schema: "PasskeyChallenge" },
    problems: ["no-passkeys-here", "too-many-tries", "too-many-sign-ins", "store-failed"],
  },
  {
    method: "post",
    path: `${ADMIN}/sign-in/passkey`,
    id: "signInByPasskey",
    summary: "Signs in by a passkey, which is two factors by itself.",
    body: "PasskeyShown",
    answer: { status: 200, says: "With a session cookie.", schema: "SignedIn" },
    problems: ["passkey-refused", "too-many-tries"],
  },
];

export const passkeyOperations: readonly Operation[] = [
  {
    method: "get",
    path: `${ADMIN}/me/passkeys`,
    id: "listPasskeys",
    summary: "Passkeys of one's own account.",
    of: "staff",
    answer: { status: 200, says: "Oldest first.", schema: "StaffPasskeys" },
  },
  {
    method: "post",
    path: `${ADMIN}/me/passkeys/challenge`,
    id: "startPasskey",
    summary: "What a browser asks an authenticator for, to make a passkey; good for 5 minutes.",
    of: "staff",
    body: "PasskeyAsked",
    answer: { status: 201, says: "Good once.", schema: "PasskeyChallenge" },
    problems: ["bad-credentials", "no-passkeys-here", "signs-in-elsewhere", "too-many-sign-ins"],
  },
  {
    method: "post",
    path: `${ADMIN}/me/passkeys`,
    id: "createPasskey",
    summary: "Adds it; from now on the password alone does not let in.",
    of: "staff",
    body: "PasskeyStart",
    answer: { status: 201, says: "The passkey.", schema: "StaffPasskey" },
    problems: ["passkey-refused", "no-passkeys-here", "too-many-passkeys"],
  },
  {
    method: "patch",
    path: `${ADMIN}/me/passkeys/{passkey}`,
    id: "editPasskey",
    summary: "Another name for it.",
    of: "staff",
    body: "PasskeyEdit",
    answer: nothing,
    problems: ["unknown-passkey"],
  },
  {
    method: "delete",
    path: `${ADMIN}/me/passkeys/{passkey}`,
    id: "removePasskey",
    summary: "It lets nobody in any more.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-passkey"],
  },
];
