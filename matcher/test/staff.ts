/**
 * Staff: accounts of a test's matcher, made and signed in over HTTP as anybody would.
 */
import { randomBytes } from "node:crypto";
import {
  decodeFactorStarted,
  decodeSignedIn,
  type SignedIn,
  type StaffRole,
  type UnixMs,
} from "@sighej/protocol";
import { Secret, TOTP } from "otpauth";
import { sure } from "./fixtures.ts";
import { adminCode, type TestMatcher } from "./matcher.ts";

export const PASSWORD = "correct horse battery";
const ADMIN = "/api/v1/admin";

/** What a browser sends once it has signed in. */
export interface Browser {
  readonly name: string;
  readonly signedIn: SignedIn;
  readonly headers: Readonly<Record<string, string>>;
}

export type Asks = Pick<TestMatcher, "call">;

/** The cookie of an answer, as a browser sends it back. */
export const cookieOf = (answer: Response): string =>
  answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";

async function browserOf(name: string, answer: Response): Promise<Browser> {
  const signedIn = sure(decodeSignedIn(await answer.json()));
  const headers = { cookie: cookieOf(answer), "x-csrf-token": signedIn.csrf ?? "" };
  return { name, signedIn, headers };
}

export async function signIn({ call }: Asks, name: string, password = PASSWORD): Promise<Browser> {
  return browserOf(name, await call("POST", `${ADMIN}/sign-in`, { body: { name, password } }));
}

export async function firstOwner({ call }: Asks, name = "Olga"): Promise<Browser> {
  const body = { code: adminCode, name, password: PASSWORD };
  return browserOf(name, await call("POST", `${ADMIN}/owner`, { body }));
}

/** A new account of that role, signed in. */
export async function newBrowser(
  matcher: Asks,
  role: StaffRole,
  venues: "all" | readonly string[] = "all",
): Promise<Browser> {
  const name = `${role} ${randomBytes(6).toString("hex")}`;
  const body = { name, password: PASSWORD, role, venues };
  const made = await matcher.call("POST", `${ADMIN}/accounts`, { bearer: adminCode, body });
  if (made.status !== 201) throw new Error(`no account: ${made.status}`);
  return signIn(matcher, name);
}

/** The bearer of a new token. */
export async function newToken(
  { call }: Asks,
  scopes: readonly string[],
  venues: "all" | readonly string[] = "all",
): Promise<string> {
  const body = { name: "script", scopes, venues, days: 1 };
  const made = await call("POST", `${ADMIN}/tokens`, { bearer: adminCode, body });
  return ((await made.json()) as { readonly bearer: string }).bearer;
}

/** What an authenticator app with that secret shows. */
export const digitsOf = (secret: string, now: UnixMs): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });

/** Begins a second factor in that browser; its secret. */
export async function startFactor({ call }: Asks, { headers }: Browser): Promise<string> {
  const body = { password: PASSWORD };
  const answer = await call("POST", `${ADMIN}/me/factor`, { headers, body });
  return sure(decodeFactorStarted(await answer.json())).secret;
}
