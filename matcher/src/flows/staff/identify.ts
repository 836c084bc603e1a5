/**
 * Identify: turns what a request of staff carries into who asks.
 *
 * A bearer is a script's token or the admin code; without one the cookie of a session counts, and then
 * a change needs the session's own word as well, which no other site's page can know.
 */
import { minutes, type UnixMs } from "@sighej/protocol";
import type { Staff } from "../../domain/staff/access.ts";
import type { Account } from "../../staff-ports.ts";
import { denied, done, type Outcome } from "../outcome.ts";
import type { LetIn, OwnSession, StaffPorts } from "./ports.ts";

/** Told from an admin code, and found by scanners of leaked secrets. */
export const TOKEN_PREFIX = "sgh_";
/** A session is noted as used so often at most: a dashboard asks every few seconds. */
const NOTE_USE_EVERY = minutes(1);

export interface Carried {
  /** Empty when there is none. */
  readonly bearer: string;
  readonly session: string;
  readonly csrf: string;
  readonly address: string;
  /** Whether something is to be changed. */
  readonly changes: boolean;
}

export async function identify(ports: StaffPorts, carried: Carried): Promise<Outcome<LetIn>> {
  const { bearer, session } = carried;
  if (bearer.startsWith(TOKEN_PREFIX)) return byToken(ports, bearer);
  if (bearer !== "") return byCode(ports, bearer, carried.address);
  return session === "" ? denied({ kind: "not-signed-in" }) : bySession(ports, carried);
}

async function byToken(ports: StaffPorts, bearer: string): Promise<Outcome<LetIn>> {
  const token = await ports.staff.findToken(ports.fingerprint(bearer), ports.clock());
  if (token === undefined) return denied({ kind: "not-signed-in" });
  const { id, name, venues, scopes } = token;
  // Its scopes say what it may; a role has no part in that.
  return done({ staff: { kind: "token", id, name, role: "viewer", venues, scopes } });
}

const byRunningIt: Staff = {
  ...{ kind: "code", id: "code", name: "admin code" },
  ...{ role: "owner", venues: "all" },
};

async function byCode(ports: StaffPorts, bearer: string, from: string): Promise<Outcome<LetIn>> {
  const { tryGate, clock } = ports;
  if (!tryGate.isOpen(from, clock())) return denied({ kind: "too-many-tries" });
  if (isCode(ports, bearer) && (await codeCounts(ports))) return done({ staff: byRunningIt });
  tryGate.passes(from, clock());
  return denied({ kind: "not-signed-in" });
}

/** Digests are compared, so that the time it takes tells nothing of the code. */
export const isCode = ({ adminCode, fingerprint }: StaffPorts, text: string): boolean =>
  adminCode !== undefined && fingerprint(adminCode.code) === fingerprint(text);

const codeCounts = async ({ adminCode, staff }: StaffPorts): Promise<boolean> =>
  adminCode?.once !== true || !(await staff.hasAccounts());

async function bySession(ports: StaffPorts, carried: Carried): Promise<Outcome<LetIn>> {
  const { staff, fingerprint, clock } = ports;
  const now = clock();
  const found = await staff.findSession(fingerprint(carried.session), now);
  if (found === undefined) return denied({ kind: "not-signed-in" });
  const { session, account } = found;
  const csrf = csrfOf(ports, carried.session);
  if (carried.changes && fingerprint(csrf) !== fingerprint(carried.csrf))
    return denied({ kind: "bad-csrf" });
  if (now - session.usedAt >= NOTE_USE_EVERY) await staff.useSession(session.digest, now);
  return done(letIn(account, { ...session, csrf }));
}

/** Whether somebody is signed in by this secret, without a word about who. */
export const isSession = async (
  { staff, fingerprint, clock }: StaffPorts,
  secret: string,
): Promise<boolean> =>
  secret !== "" && (await staff.findSession(fingerprint(secret), clock())) !== undefined;

/** Follows from the session's secret, so that it need not be kept; tells nothing about it. */
export const csrfOf = ({ fingerprint }: Pick<StaffPorts, "fingerprint">, secret: string): string =>
  fingerprint(`sighej-csrf-v1 ${secret}`);

export function letIn(
  account: Account,
  { digest, csrf, expiresAt }: Pick<OwnSession, "digest" | "csrf"> & { expiresAt: UnixMs },
): LetIn {
  const { id, name, role, venues } = account;
  return {
    staff: { kind: "account", id, name, role, venues },
    session: { digest, csrf, expiresAt, account },
  };
}
