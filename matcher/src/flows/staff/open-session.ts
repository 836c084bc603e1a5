/**
 * Open session: turns an account that has shown itself into a browser's session.
 */
import { after, base64urlOf, type SignedIn } from "@sighej/protocol";
import { type Account, STAFF_SESSION_LIFE } from "../../staff-ports.ts";
import { csrfOf, letIn } from "./identify.ts";
import type { LetIn, StaffPorts } from "./ports.ts";

/** 128 bits are never the same twice; 256 are never guessed. */
export const STAFF_ID_BYTES = 16;
export const SECRET_BYTES = 32;

/** The secret is for the cookie alone. */
export interface Opened {
  readonly secret: string;
  readonly signedIn: SignedIn;
}

export async function openSession(ports: StaffPorts, account: Account): Promise<Opened> {
  const { staff, random, fingerprint, clock } = ports;
  const now = clock();
  const secret = base64urlOf(random(SECRET_BYTES));
  const session = {
    digest: fingerprint(secret),
    account: account.id,
    usedAt: now,
    expiresAt: after(now, STAFF_SESSION_LIFE),
  };
  await staff.openSession(session);
  return {
    secret,
    signedIn: signedInOf(letIn(account, { ...session, csrf: csrfOf(ports, secret) })),
  };
}

/** Who was let in, as the dashboard is told. */
export function signedInOf({ staff, session }: LetIn): SignedIn {
  const { kind, name, role, venues, scopes } = staff;
  return {
    ...{ kind, name, role, venues: venues === "all" ? venues : [...venues] },
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(session === undefined
      ? {}
      : {
          secondFactor: session.account.factor !== undefined,
          ...(session.account.elsewhere === undefined
            ? {}
            : { issuer: session.account.elsewhere.issuer }),
          csrf: session.csrf,
          expiresAt: session.expiresAt,
        }),
  };
}

export const noteEntry = (
  { staff, clock }: StaffPorts,
  { name }: Account,
  what: string,
  ...fields: readonly string[]
): Promise<void> => staff.note({ at: clock(), by: name, what, fields });
