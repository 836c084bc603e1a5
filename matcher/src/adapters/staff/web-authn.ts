/**
 * WebAuthn: makes what a browser hands to an authenticator, and verifies what comes back.
 *
 * Every passkey is discoverable, so that nobody types a name, and is used with user verification (a
 * finger, a face, a PIN), so that it is two factors by itself. Attestation is not asked for: who made
 * an authenticator is none of our business, and its certificates would have to be looked up.
 */

import { base64urlOf, decodeBase64url } from "@sighej/protocol";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import { HANDSHAKE_LIFE, type Passkey, type WebAuthn } from "../../passkey-ports.ts";

/** What an authenticator's own screen says. */
const RELYING_PARTY = "SigHej";

export const webAuthn: WebAuthn = {
  toMake: async ({ challenge, site, account, kept }) => ({
    publicKey: plain(
      await generateRegistrationOptions({
        rpName: RELYING_PARTY,
        rpID: site.name,
        userName: account.name,
        userDisplayName: account.name,
        userID: bytesOf(account.id),
        challenge: bytesOf(challenge),
        timeout: HANDSHAKE_LIFE,
        attestationType: "none",
        excludeCredentials: kept.map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      }),
    ),
  }),
  toShow: async ({ challenge, site }) => ({
    publicKey: plain(
      await generateAuthenticationOptions({
        rpID: site.name,
        challenge: bytesOf(challenge),
        timeout: HANDSHAKE_LIFE,
        userVerification: "required",
      }),
    ),
  }),
  challengeOf: ({ response }) => {
    try {
      const { challenge } = decodeClientDataJSON(response.clientDataJSON);
      return typeof challenge === "string" ? challenge : undefined;
    } catch {
      return undefined;
    }
  },
  made: (credential, { challenge, site }) =>
    orNothing(async () => {
      if (hasCertificates(bytesOf(credential.response.attestationObject))) return undefined;
      const { transports = [], ...response } = credential.response;
      const { registrationInfo } = await verifyRegistrationResponse({
        response: { ...credential, response, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.name,
        requireUserVerification: true,
      });
      if (registrationInfo === undefined) return undefined;
      const { id, publicKey, counter } = registrationInfo.credential;
      return { id, publicKey: base64urlOf(publicKey), counter, transports };
    }),
  shown: (credential, { challenge, site, passkey }) =>
    orNothing(async () => {
      const { userHandle, ...response } = credential.response;
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: {
          ...credential,
          response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
          clientExtensionResults: {},
        },
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: passkey.site,
        credential: keyOf(passkey),
        requireUserVerification: true,
      });
      return verified ? authenticationInfo.newCounter : undefined;
    }),
};

/** Verifying asks nobody else, so whatever it throws is about what it was given. */
async function orNothing<T>(verify: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

/**
 * Browsers take them away when no attestation is asked for (WebAuthn §5.1.3). Where one is there it
 * would be followed to addresses that it names, to ask whether it was revoked.
 */
const hasCertificates = (attestation: Uint8Array<ArrayBuffer>): boolean => {
  const decoded = decodeAttestationObject(attestation);
  const format = decoded.get("fmt");
  return !["none", "packed"].includes(format) || decoded.get("attStmt").get("x5c") !== undefined;
};

const keyOf = ({ id, publicKey, counter, transports }: Passkey) => ({
  ...{ id, counter, publicKey: bytesOf(publicKey), transports: [...transports] },
});

/** As it goes over the wire. */
const plain = (options: { readonly challenge: string }) => ({ ...options });

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64url(text);
  if (!bytes.ok) throw new RangeError("expected base64url");
  return new Uint8Array(bytes.value);
}
