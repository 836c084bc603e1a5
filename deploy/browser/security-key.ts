/**
 * Security key: Chromium's virtual authenticator at a page, by the DevTools protocol's WebAuthn domain.
 * What the page asks for, the browser itself checks, makes and signs.
 */
import type { Page } from "playwright-core";

export interface SecurityKey {
  /** Whether its holder can be told from others: by a finger, a face or a PIN. */
  verifies(verified: boolean): Promise<void>;
  /** What it holds, with how often each was used. */
  credentials(): Promise<readonly Held[]>;
  /** A copy of what it holds, as somebody would have who took it off the key. */
  put(held: Held): Promise<void>;
  remove(): Promise<void>;
}

/** One credential, as the protocol has it. */
interface Held {
  readonly credentialId: string;
  readonly isResidentCredential: boolean;
  readonly rpId?: string;
  readonly privateKey: string;
  readonly userHandle?: string;
  readonly signCount: number;
}

/** `internal`: built into the laptop or phone; `usb`: one that is plugged in. */
export async function securityKey(
  page: Page,
  transport: "internal" | "usb" = "internal",
): Promise<SecurityKey> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return {
    verifies: async (isUserVerified) => {
      await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    credentials: async () =>
      (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    put: async (credential) => {
      const { credentialId } = credential;
      await devtools.send("WebAuthn.removeCredential", { authenticatorId, credentialId });
      await devtools.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
    remove: async () => {
      await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    },
  };
}
