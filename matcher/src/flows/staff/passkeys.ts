/**
 * Passkeys: adds them to the account that one has signed in with, and signs in by them.
 *
 * A passkey is good for the site that it was made at. Its browser signs at which one it was shown, so
 * a site that only passes requests on gets nothing that is good here.
 */
import {
  after,
  base64urlOf,
  decodePasskeyAsked,
  decodePasskeyEdit,
  decodePasskeyShown,
  decodePasskeyStart,
  isPasskeyId,
  type PasskeyChallenge,
  type PasskeyShown,
  type StaffPasskey,
  type StaffPasskeys,
} from "@sighej/protocol";
import { HANDSHAKE_LIFE, type Handshake, type Passkey, type Site } from "../../passkey-ports.ts";
import type { Account } from "../../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import { rightPassword } from "./guess.ts";
import { noteEntry, type Opened, openSession, SECRET_BYTES } from "./open-session.ts";
import type { Own, StaffPorts } from "./ports.ts";

/** Needs the password again: an unlocked laptop must not get a passkey of somebody else's. */
export async function startPasskey(
  ports: StaffPorts,
  { session: { account }, address, origin }: Own,
  body: unknown,
): Promise<Outcome<PasskeyChallenge>> {
  const asked = decodePasskeyAsked(body);
  if (!asked.ok) return deniedFor(asked.problem);
  if (account.elsewhere !== undefined) return denied({ kind: "signs-in-elsewhere" });
  const site = siteOf(ports, origin);
  if (site === undefined) return denied({ kind: "no-passkeys-here" });
  const guesser = { name: account.name, address };
  const right = await rightPassword(ports, account, asked.value.password, guesser);
  if (!right.ok) return right;
  const challenge = await begin(ports, "new-passkey", account.id);
  if (challenge === undefined) return denied({ kind: "too-many-sign-ins" });
  const kept = await ports.passkeys.ofAccount(account.id);
  return done(await ports.webAuthn.toMake({ challenge, site, account, kept }));
}

/** From now on a password alone does not let in; other sessions stay, for they lose nothing. */
export async function createPasskey(
  ports: StaffPorts,
  { session: { account }, origin }: Own,
  body: unknown,
): Promise<Outcome<StaffPasskey>> {
  const asked = decodePasskeyStart(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { name, credential } = asked.value;
  const site = siteOf(ports, origin);
  if (site === undefined) return denied({ kind: "no-passkeys-here" });
  const begun = await finish(ports, "new-passkey", ports.webAuthn.challengeOf(credential));
  if (begun === undefined || begun.account !== account.id) return refused;
  const made = await ports.webAuthn.made(credential, { challenge: begun.challenge, site });
  if (made === undefined) return refused;
  const passkey: Passkey = {
    ...{ ...made, account: account.id, name, site: site.name },
    createdAt: ports.clock(),
  };
  const added = await ports.passkeys.add(passkey);
  if (added === "full") return denied({ kind: "too-many-passkeys" });
  return added === "taken" ? refused : done(viewOf(passkey));
}

export const listPasskeys = async (
  { passkeys }: StaffPorts,
  { session: { account } }: Own,
): Promise<Outcome<StaffPasskeys>> =>
  done({ passkeys: (await passkeys.ofAccount(account.id)).map(viewOf) });

export async function editPasskey(
  { passkeys }: StaffPorts,
  { session: { account } }: Own,
  id: string,
  body: unknown,
): Promise<Outcome<undefined>> {
  const asked = decodePasskeyEdit(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const edited = isPasskeyId(id) && (await passkeys.rename(account.id, id, asked.value.name));
  return edited ? done(undefined) : denied({ kind: "unknown-passkey" });
}

export async function removePasskey(
  { passkeys }: StaffPorts,
  { session: { account } }: Own,
  id: string,
): Promise<Outcome<undefined>> {
  const removed = isPasskeyId(id) && (await passkeys.remove(account.id, id));
  return removed ? done(undefined) : denied({ kind: "unknown-passkey" });
}

/** For whoever is about to sign in: it tells nothing about who has an account. */
export async function challengePasskey(
  ports: StaffPorts,
  address: string,
  origin: string,
): Promise<Outcome<PasskeyChallenge>> {
  const site = siteOf(ports, origin);
  if (site === undefined) return denied({ kind: "no-passkeys-here" });
  if (!ports.beginGate.passes(address, ports.clock())) return denied({ kind: "too-many-tries" });
  const challenge = await begin(ports, "passkey");
  if (challenge === undefined) return denied({ kind: "too-many-sign-ins" });
  return done(await ports.webAuthn.toShow({ challenge, site }));
}

export async function signInByPasskey(
  ports: StaffPorts,
  address: string,
  origin: string,
  body: unknown,
): Promise<Outcome<Opened>> {
  const asked = decodePasskeyShown(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { tryGate, clock } = ports;
  if (!tryGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  const account = await holderOf(ports, origin, asked.value.credential);
  if (account === undefined) {
    tryGate.passes(address, clock());
    return refused;
  }
  const session = await openSession(ports, account);
  await noteEntry(ports, account, "signInByPasskey");
  return done(session);
}

/** Whose passkey this is, if it is shown as it was asked for, by nobody who is shut out. */
export async function holderOf(
  ports: StaffPorts,
  origin: string,
  credential: PasskeyShown,
): Promise<Account | undefined> {
  const { staff, passkeys, webAuthn, clock } = ports;
  const site = siteOf(ports, origin);
  // Spent before anything else is looked at: an answer is good once, right or wrong.
  const begun = await finish(ports, "passkey", webAuthn.challengeOf(credential));
  if (begun === undefined || site === undefined) return undefined;
  const passkey = await passkeys.find(credential.id);
  const account = passkey && (await staff.accountWith(passkey.account));
  if (passkey === undefined || account === undefined || account.disabled) return undefined;
  const expected = { challenge: begun.challenge, site, passkey };
  const counter = await webAuthn.shown(credential, expected);
  if (counter !== undefined && (await passkeys.use(passkey.id, counter, clock()))) return account;
  await noteEntry(ports, account, "signInByPasskey", "refused");
  return undefined;
}

const refused = denied({ kind: "passkey-refused" });

/** A challenge that is good once; undefined where too many wait. */
async function begin(
  { handshakes, random, fingerprint, clock }: StaffPorts,
  kind: Handshake["kind"],
  account?: string,
): Promise<string | undefined> {
  const challenge = base64urlOf(random(SECRET_BYTES));
  const now = clock();
  const digest = fingerprint(challenge);
  const expiresAt = after(now, HANDSHAKE_LIFE);
  const begun = await handshakes.begin({ digest, kind, account, expiresAt }, now);
  return begun === "begun" ? challenge : undefined;
}

async function finish(
  { handshakes, fingerprint, clock }: StaffPorts,
  kind: Handshake["kind"],
  challenge: string | undefined,
) {
  if (challenge === undefined) return undefined;
  const found = await handshakes.finish(fingerprint(challenge), kind, clock());
  return found && { ...found, challenge };
}

/** What passkeys are made for here; undefined where staff have come by an address, which has none. */
function siteOf({ adminOrigin }: StaffPorts, asked: string): Site | undefined {
  const origin = adminOrigin ?? asked;
  if (!URL.canParse(origin)) return undefined;
  const { hostname: name } = new URL(origin);
  // IPv4 and IPv6 as the URL standard writes them (§3.5).
  return /^[\d.]+$|^\[/.test(name) ? undefined : { origin, name };
}

const viewOf = ({ id, name, createdAt, usedAt }: Passkey): StaffPasskey => ({
  ...{ id, name, createdAt },
  ...(usedAt === undefined ? {} : { usedAt }),
});
