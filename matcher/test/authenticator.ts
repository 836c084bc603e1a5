/**
 * Authenticator: a security key in software, with the client's part of a browser: what it makes and
 * signs is as WebAuthn Level 3 has it (§6.1, §6.5, §7), or wrong in one way that a test names.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { encodeCBOR } from "@levischuck/tiny-cbor";
import { decodePasskeyChallenge, type PasskeyMade, type PasskeyShown } from "@sighej/protocol";
import { sure } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";
import { type Browser, PASSWORD } from "./staff.ts";

/** What may be wrong with an answer; right by default. */
export interface Wrong {
  readonly origin?: string;
  /** The site that the authenticator was told. */
  readonly site?: string;
  /** Nobody's finger, face or PIN. */
  readonly unverified?: true;
  readonly challenge?: string;
  readonly type?: string;
  readonly counter?: number;
  /** A certificate of whoever made it. */
  readonly certificate?: Uint8Array;
}

export interface Authenticator {
  make(challenge: unknown, wrong?: Wrong): PasskeyMade;
  show(challenge: unknown, wrong?: Wrong): PasskeyShown;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** In a browser at `origin`; `counts`: as a key does, and a synced passkey does not. */
export function newAuthenticator(origin: string, counts = true): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credential = randomBytes(32);
  const id = credential.toString("base64url");
  let counter = 0;
  let userHandle = "";
  const next = () => (counts ? ++counter : 0);
  const site = new URL(origin).hostname;
  const clientData = (type: string, challenge: unknown, wrong: Wrong) => {
    const said = sure(decodePasskeyChallenge(challenge)).publicKey.challenge;
    const fields = {
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? said,
      origin: wrong.origin ?? origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(fields));
  };
  const authenticatorData = (flags: number, wrong: Wrong, more = Buffer.alloc(0)) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(PRESENT | (wrong.unverified ? 0 : VERIFIED) | flags);
    head.writeUInt32BE(wrong.counter ?? next(), 1);
    return Buffer.concat([sha256(Buffer.from(wrong.site ?? site)), head, more]);
  };
  return {
    make: (challenge, wrong = {}) => {
      const { publicKey: options } = sure(decodePasskeyChallenge(challenge));
      userHandle = (options.user as { readonly id: string } | undefined)?.id ?? "";
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const key = Buffer.from(encodeCBOR(coseOf(publicKey)));
      const attested = Buffer.concat([Buffer.alloc(16), length, credential, key]);
      const statement = new Map<string, never>();
      if (wrong.certificate !== undefined)
        statement.set("x5c", [wrong.certificate] as unknown as never);
      const attestation = new Map<string, never>([
        ["fmt", (wrong.certificate === undefined ? "none" : "packed") as never],
        ["attStmt", statement as never],
        ["authData", new Uint8Array(authenticatorData(ATTESTED, wrong, attested)) as never],
      ]);
      return {
        ...{ id, rawId: id, type: "public-key" },
        response: {
          clientDataJSON: clientData("webauthn.create", challenge, wrong).toString("base64url"),
          attestationObject: Buffer.from(encodeCBOR(attestation)).toString("base64url"),
          transports: ["usb"],
        },
      };
    },
    show: (challenge, wrong = {}) => {
      const client = clientData("webauthn.get", challenge, wrong);
      const data = authenticatorData(0, wrong);
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), privateKey);
      return {
        ...{ id, rawId: id, type: "public-key" },
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          ...(userHandle === "" ? {} : { userHandle }),
        },
      };
    },
  };
}

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** ES256 on P-256 (RFC 9053 §2.1, §7.1.1). */
function coseOf(key: KeyObject): Map<number, number | Uint8Array> {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, "base64url"))],
    [-3, new Uint8Array(Buffer.from(y, "base64url"))],
  ]);
}

const ADMIN = "/api/v1/admin";
/** Where tests say that the dashboard is: an address, at which a test's matcher listens, has no passkeys. */
export const adminOrigin = "https://venue.example";

type Asks = Pick<TestMatcher, "call">;

export async function challengeToMake(matcher: Asks, browser: Browser): Promise<unknown> {
  const { headers } = browser;
  const body = { password: PASSWORD };
  const answer = await matcher.call("POST", `${ADMIN}/me/passkeys/challenge`, { headers, body });
  return answer.json();
}

export async function challengeToShow(
  matcher: Asks,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  return (await matcher.call("POST", `${ADMIN}/sign-in/challenge`, { headers })).json();
}

/** A passkey of that browser's account, added; its authenticator. */
export async function addPasskey(matcher: Asks, browser: Browser): Promise<Authenticator> {
  const authenticator = newAuthenticator(adminOrigin);
  const credential = authenticator.make(await challengeToMake(matcher, browser));
  const { headers } = browser;
  const body = { name: "A key", credential };
  const added = await matcher.call("POST", `${ADMIN}/me/passkeys`, { headers, body });
  if (added.status !== 201) throw new Error(`no passkey: ${added.status}`);
  return authenticator;
}
