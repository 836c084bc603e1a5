/**
 * Doors: the other ways in, by passkey and at an OpenID provider, as requests. What the browser's own
 * dialog ends with is an answer, too.
 */

import {
  decodeOidcStarted,
  decodePasskeyChallenge,
  decodeSignedIn,
  decodeStaffPasskey,
  decodeStaffPasskeys,
  type PasskeyChallenge,
  type SignIn,
} from "@sighej/protocol";
import { startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import type { Trouble } from "../trouble.ts";
import { type Answer, ask, nothing } from "./ask.ts";

type Creation = Parameters<typeof startRegistration>[0]["optionsJSON"];
type Request = Parameters<typeof startAuthentication>[0]["optionsJSON"];

const challengeToShow = () =>
  ask({ method: "POST", path: "/admin/sign-in/challenge", decode: decodePasskeyChallenge });

export async function signInByPasskey() {
  const challenge = await challengeToShow();
  if (!challenge.ok) return challenge;
  const credential = await shown(challenge.value);
  if (!credential.ok) return credential;
  const body = { credential: credential.value };
  return ask({ method: "POST", path: "/admin/sign-in/passkey", body, decode: decodeSignedIn });
}

/** Beside a password that was right. */
export async function signInWithPasskey(who: SignIn) {
  const challenge = await challengeToShow();
  if (!challenge.ok) return challenge;
  const passkey = await shown(challenge.value);
  if (!passkey.ok) return passkey;
  const body = { ...who, passkey: passkey.value };
  return ask({ method: "POST", path: "/admin/sign-in", body, decode: decodeSignedIn });
}

export const listPasskeys = () => ask({ path: "/admin/me/passkeys", decode: decodeStaffPasskeys });

export async function createPasskey(name: string, password: string) {
  const challenge = await ask({
    ...{ method: "POST", path: "/admin/me/passkeys/challenge", body: { password } },
    decode: decodePasskeyChallenge,
  });
  if (!challenge.ok) return challenge;
  // The matcher made them by the same standard; what it says is not changed on the way.
  const optionsJSON = challenge.value.publicKey as unknown as Creation;
  const credential = await asked(() => startRegistration({ optionsJSON }));
  if (!credential.ok) return credential;
  const body = { name, credential: credential.value };
  return ask({ method: "POST", path: "/admin/me/passkeys", body, decode: decodeStaffPasskey });
}

export const renamePasskey = (id: string, name: string) =>
  ask({ method: "PATCH", path: `/admin/me/passkeys/${id}`, body: { name }, decode: nothing });
export const removePasskey = (id: string) =>
  ask({ method: "DELETE", path: `/admin/me/passkeys/${id}`, decode: nothing });

export const startOidc = () =>
  ask({ method: "POST", path: "/admin/oidc", decode: decodeOidcStarted });
/** `answer`: what stands behind the question mark. */
export const signInByOidc = (answer: string) =>
  ask({ method: "POST", path: "/admin/oidc/sign-in", body: { answer }, decode: decodeSignedIn });

const shown = ({ publicKey }: PasskeyChallenge) =>
  asked(() => startAuthentication({ optionsJSON: publicKey as unknown as Request }));

/** Whoever closes the browser's dialog is told so like any other trouble. */
async function asked<T>(dialog: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await dialog() };
  } catch (cause) {
    return { ok: false, trouble: troubleIn(cause) };
  }
}

const troubleIn = (cause: unknown): Trouble => ({
  kind:
    cause instanceof WebAuthnError && cause.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED"
      ? "passkey-there"
      : "passkey-closed",
});
