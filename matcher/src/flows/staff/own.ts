/**
 * Own: what staff change about the account that they have signed in with.
 */
import {
  decodeFactorProof,
  decodeFactorStart,
  decodePasswordChange,
  type FactorStarted,
} from "@sighej/protocol";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import { rightPassword } from "./guess.ts";
import type { Own, StaffPorts } from "./ports.ts";
import { spendDigits } from "./sign-in.ts";

/** Other sessions end: whoever knew the old password is out. */
export async function changePassword(
  ports: StaffPorts,
  { session, address }: Own,
  body: unknown,
): Promise<Outcome<undefined>> {
  const asked = decodePasswordChange(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { account, digest } = session;
  if (account.elsewhere !== undefined) return denied({ kind: "signs-in-elsewhere" });
  const guesser = { name: account.name, address };
  const right = await rightPassword(ports, account, asked.value.current, guesser);
  if (!right.ok) return right;
  const passwordHash = await ports.passwords.hash(asked.value.next);
  if (passwordHash === undefined) return denied({ kind: "too-many-sign-ins" });
  await ports.staff.editAccount(account.id, { passwordHash }, { but: digest });
  await ports.alerts.dropOf(account.id, digest);
  return done(undefined);
}

/** Needs the password again: an unlocked laptop must not get a factor of somebody else's. */
export async function startFactor(
  ports: StaffPorts,
  { session, address }: Own,
  body: unknown,
): Promise<Outcome<FactorStarted>> {
  const asked = decodeFactorStart(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { account } = session;
  if (account.elsewhere !== undefined) return denied({ kind: "signs-in-elsewhere" });
  const guesser = { name: account.name, address };
  const right = await rightPassword(ports, account, asked.value.password, guesser);
  if (!right.ok) return right;
  const secret = ports.factors.fresh();
  await ports.staff.editAccount(account.id, { newFactor: secret });
  return done({ secret, uri: ports.factors.uriOf(secret, account.name) });
}

/** Digits of the new factor show that the app has it; until then the old one counts, or none. */
export async function proveFactor(
  ports: StaffPorts,
  { session, address }: Own,
  body: unknown,
): Promise<Outcome<undefined>> {
  const asked = decodeFactorProof(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { account, digest } = session;
  if (account.newFactor === undefined) return denied({ kind: "no-factor" });
  const { tryGate, clock } = ports;
  if (!tryGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  if (!(await spendDigits(ports, account, account.newFactor, asked.value.digits))) {
    tryGate.passes(address, clock());
    return denied({ kind: "bad-credentials" });
  }
  const change = { factor: account.newFactor, newFactor: null };
  await ports.staff.editAccount(account.id, change, { but: digest });
  await ports.alerts.dropOf(account.id, digest);
  return done(undefined);
}
