/**
 * Dynamic security file: what Mosquitto's plugin begins with: nobody but the matcher, and an operator
 * if there is to be one, by the rules of `protocol/src/access.ts`. Pure.
 */
import { pbkdf2Sync } from "node:crypto";
import { type AccessRole, usernameOf } from "@sighej/protocol";
import { controlRules, dynamicRulesOf } from "./dynamic-security.ts";

/** Somebody that the file names. Secrets are long and random (`newSecret`), not chosen by people. */
export interface FixedClient {
  readonly role: Exclude<AccessRole, { readonly kind: "gateway" }>;
  readonly secret: string;
  /** 12 random bytes. */
  readonly salt: Uint8Array;
}

/** As in Mosquitto 2.0 (plugins/dynamic-security/auth.c): PBKDF2 with SHA-512, 64 bytes. */
const ITERATIONS = 101;
const HASH_BYTES = 64;

export const dynamicSecurityFile = (clients: readonly FixedClient[]): string =>
  JSON.stringify(
    {
      defaultACLAccess: {
        publishClientSend: false,
        publishClientReceive: false,
        subscribe: false,
        unsubscribe: true,
      },
      clients: clients.map(({ role, secret, salt }) => ({
        username: usernameOf(role),
        password: pbkdf2Sync(secret, salt, ITERATIONS, HASH_BYTES, "sha512").toString("base64"),
        salt: Buffer.from(salt).toString("base64"),
        iterations: ITERATIONS,
        roles: [{ rolename: role.kind }],
      })),
      roles: clients.map(({ role }) => ({
        rolename: role.kind,
        acls: [...dynamicRulesOf(role), ...(role.kind === "matcher" ? controlRules : [])],
      })),
    },
    null,
    2,
  );
