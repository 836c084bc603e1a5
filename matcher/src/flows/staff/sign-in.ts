/**
 * Sign in: turns a name, a password and six digits, or the printed code, into a session.
 *
 * Whoever guesses is slowed down by address and by name, also when the last guess is right. A name
 * that nobody has takes as long and is answered as a wrong password.
 */
import {
  after,
  base64urlOf,
  decodeOwnerStart,
  decodeSignIn,
  type SignedIn,
  type SignIn,
} from "@sighej/protocol";
import { type Account, STAFF_SESSION_LIFE } from "../../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import { csrfOf, isCode, letIn } from "./identify.ts";
import type { LetIn, StaffPorts } from "./ports.ts";

/** 128 bits are never the same twice; 256 are never guessed. */
export const STAFF_ID_BYTES = 16;
export const SECRET_BYTES = 32;

/** The secret is for the cookie alone. */
export interface Opened {
  readonly secret: string;
  readonly signedIn: SignedIn;
}

export async function signIn(
  ports: StaffPorts,
  address: string,
  body: unknown,
): Promise<Outcome<Opened>> {
  const asked = decodeSignIn(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const account = await ports.staff.accountNamed(asked.value.name);
  const proved = await proveAccount(ports, account, asked.value, address);
  if (!proved.ok) return proved;
  const session = await openSession(ports, proved.value);
  await noteEntry(ports, proved.value, "signIn");
  return done(session);
}

/** The account, once its password and its digits are shown to be right. */
async function proveAccount(
  ports: StaffPorts,
  account: Account | undefined,
  { name, password, digits }: SignIn,
  address: string,
): Promise<Outcome<Account>> {
  const right = await rightPassword(ports, account, password, { name, address });
  if (!right.ok) return right;
  const { factor } = right.value;
  if (factor === undefined) return right;
  if (digits === undefined) return denied({ kind: "factor-needed" });
  if (await spendDigits(ports, right.value, factor, digits)) return right;
  return wrong(ports, right.value, { name, address });
}

interface Guesser {
  readonly name: string;
  readonly address: string;
}

/** An enabled account whose password this is. */
export async function rightPassword(
  ports: StaffPorts,
  account: Account | undefined,
  password: string,
  guesser: Guesser,
): Promise<Outcome<Account>> {
  const { tryGate, nameGate, passwords, clock } = ports;
  const now = clock();
  if (!tryGate.isOpen(guesser.address, now) || !nameGate.isOpen(keyOf(guesser), now))
    return denied({ kind: "too-many-tries" });
  const right = await passwords.verify(account?.passwordHash, password);
  if (right === "busy") return denied({ kind: "too-many-sign-ins" });
  if (right && account !== undefined && !account.disabled) return done(account);
  return wrong(ports, account, guesser);
}

async function wrong(
  ports: StaffPorts,
  account: Account | undefined,
  guesser: Guesser,
): Promise<Outcome<never>> {
  const { tryGate, nameGate, clock } = ports;
  tryGate.passes(guesser.address, clock());
  nameGate.passes(keyOf(guesser), clock());
  // A name that is nobody's may be a password typed into the wrong box: it is not noted.
  if (account !== undefined) await noteEntry(ports, account, "signIn", "refused");
  return denied({ kind: "bad-credentials" });
}

const keyOf = ({ name }: Guesser): string => name.toLowerCase();

/** Whether these digits are right now and were not used before. */
export async function spendDigits(
  { factors, staff, clock }: StaffPorts,
  account: Account,
  secret: string,
  digits: string,
): Promise<boolean> {
  const step = factors.stepOf(secret, digits, clock());
  return step !== undefined && (await staff.spendStep(account.id, step));
}

/** The first owner, by the code that whoever started the matcher has. */
export async function createOwner(
  ports: StaffPorts,
  address: string,
  body: unknown,
): Promise<Outcome<Opened>> {
  const { tryGate, clock, staff } = ports;
  const asked = decodeOwnerStart(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { code, name, password } = asked.value;
  if (!tryGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  if (!isCode(ports, code)) {
    tryGate.passes(address, clock());
    return denied({ kind: "bad-admin-code" });
  }
  if (await staff.hasAccounts()) return denied({ kind: "owner-exists" });
  const account = await newAccount(ports, { name, password, role: "owner", venues: "all" });
  if (!account.ok) return account;
  const created = await staff.createAccount(account.value, "first");
  if (created !== "created") return denied({ kind: "owner-exists" });
  await noteEntry(ports, account.value, "createOwner");
  return done(await openSession(ports, account.value));
}

export async function newAccount(
  { passwords, random, clock }: StaffPorts,
  { password, ...rest }: Pick<Account, "name" | "role" | "venues"> & { readonly password: string },
): Promise<Outcome<Account>> {
  const passwordHash = await passwords.hash(password);
  if (passwordHash === undefined) return denied({ kind: "too-many-sign-ins" });
  const id = base64urlOf(random(STAFF_ID_BYTES));
  return done({ id, ...rest, passwordHash, disabled: false, createdAt: clock() });
}

async function openSession(ports: StaffPorts, account: Account): Promise<Opened> {
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
          csrf: session.csrf,
          expiresAt: session.expiresAt,
        }),
  };
}

const noteEntry = (
  { staff, clock }: StaffPorts,
  { name }: Account,
  what: string,
  ...fields: readonly string[]
): Promise<void> => staff.note({ at: clock(), by: name, what, fields });
