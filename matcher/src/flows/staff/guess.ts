/**
 * Guess: whether a password is an account's, slowing down whoever guesses by address and by name, also
 * when the last guess is right. A name that nobody has takes as long as a wrong password.
 */
import type { Account } from "../../staff-ports.ts";
import { denied, done, type Outcome } from "../outcome.ts";
import { noteEntry } from "./open-session.ts";
import type { StaffPorts } from "./ports.ts";

export interface Guesser {
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

export async function wrong(
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
