/**
 * Sign in: turns a name, a password and a second factor, or the printed code, into a session.
 */
import { base64urlOf, decodeOwnerStart, decodeSignIn, type SignIn } from "@sighej/protocol";
import type { Account } from "../../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import { rightPassword, wrong } from "./guess.ts";
import { isCode } from "./identify.ts";
import { noteEntry, type Opened, openSession, STAFF_ID_BYTES } from "./open-session.ts";
import { holderOf } from "./passkeys.ts";
import type { StaffPorts } from "./ports.ts";

export async function signIn(
  ports: StaffPorts,
  address: string,
  origin: string,
  body: unknown,
): Promise<Outcome<Opened>> {
  const asked = decodeSignIn(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const account = await ports.staff.accountNamed(asked.value.name);
  const proved = await proveAccount(ports, account, asked.value, { address, origin });
  if (!proved.ok) return proved;
  const session = await openSession(ports, proved.value);
  await noteEntry(ports, proved.value, "signIn");
  return done(session);
}

/** The account, once its password and its second factor, if it has one, are shown to be right. */
async function proveAccount(
  ports: StaffPorts,
  account: Account | undefined,
  { name, password, digits, passkey }: SignIn,
  { address, origin }: { readonly address: string; readonly origin: string },
): Promise<Outcome<Account>> {
  const right = await rightPassword(ports, account, password, { name, address });
  if (!right.ok) return right;
  const { id, factor } = right.value;
  if (passkey !== undefined) {
    const holder = await holderOf(ports, origin, passkey);
    return holder?.id === id ? right : wrong(ports, right.value, { name, address });
  }
  if (factor === undefined) {
    const kept = await ports.passkeys.ofAccount(id);
    return kept.length === 0 ? right : denied({ kind: "passkey-needed" });
  }
  if (digits === undefined) return denied({ kind: "factor-needed" });
  if (await spendDigits(ports, right.value, factor, digits)) return right;
  return wrong(ports, right.value, { name, address });
}

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
