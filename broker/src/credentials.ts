/**
 * Credentials: turns a username and a password into a role.
 *
 * Secrets are 32 random bytes, so one SHA-256 is enough to keep them out of the configuration: what
 * slow hashes defend against, guessing, takes 2^255 tries on average.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Role } from "./acl.ts";

export interface Credential {
  /** A gateway's is `<venue>/<gateway>` and its MQTT client id too; others are named by their role. */
  readonly username: string;
  /** SHA-256 of the secret as text, 64 hexadecimal digits. */
  readonly secretHash: string;
  readonly role: Role;
}

export function credentialOf(username: string, secret: string, role: Role): Credential {
  return { username, secretHash: createHash("sha256").update(secret).digest("hex"), role };
}

/** The username that goes with a role. */
export const usernameOf = (role: Role): string =>
  role.kind === "gateway" ? `${role.venue}/${role.gateway}` : role.kind;

export interface Keyring {
  /** The role that this password proves; undefined for a wrong one and for an unknown username. */
  readonly roleOf: (
    username: string | undefined,
    password: Uint8Array | undefined,
  ) => Role | undefined;
}

export function keyringOf(credentials: readonly Credential[]): Keyring {
  const byUsername = new Map(
    credentials.map(({ username, secretHash, role }) => [
      username,
      { hash: Buffer.from(secretHash, "hex"), role },
    ]),
  );
  // An unknown username costs the same comparison as a wrong password, and always fails.
  const nobody = { hash: Buffer.alloc(32), role: undefined };
  return {
    roleOf: (username, password) => {
      const { hash, role } = byUsername.get(username ?? "") ?? nobody;
      const given = createHash("sha256")
        .update(password ?? "")
        .digest();
      return timingSafeEqual(given, hash) ? role : undefined;
    },
  };
}
