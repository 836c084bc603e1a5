/**
 * Accounts: what an owner does with accounts of staff, tokens of scripts, and the audit trail.
 */
import {
  AUDIT_PAGE,
  type AuditTrail,
  base64urlOf,
  decodeAuditAsked,
  decodeStaffAccountEdit,
  decodeStaffAccountStart,
  decodeStaffTokenStart,
  hours,
  isStaffId,
  type StaffAccount,
  type StaffAccounts,
  type StaffToken,
  type StaffTokenStarted,
  type StaffTokens,
  unixMs,
} from "@sighej/protocol";
import type { Account, ScriptToken } from "../../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import { TOKEN_PREFIX } from "./identify.ts";
import { SECRET_BYTES, STAFF_ID_BYTES } from "./open-session.ts";
import type { StaffPorts } from "./ports.ts";
import { newAccount } from "./sign-in.ts";

const DAY = hours(24);

export async function listAccounts({
  staff,
  passkeys,
}: StaffPorts): Promise<Outcome<StaffAccounts>> {
  const holders = await passkeys.holders();
  const accounts = await staff.accounts();
  return done({ accounts: accounts.map((each) => accountView(each, holders.has(each.id))) });
}

export async function createAccount(
  ports: StaffPorts,
  body: unknown,
): Promise<Outcome<StaffAccount>> {
  const asked = decodeStaffAccountStart(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const account = await newAccount(ports, asked.value);
  if (!account.ok) return account;
  const created = await ports.staff.createAccount(account.value);
  if (created === "taken") return denied({ kind: "name-taken" });
  if (created !== "created") return denied({ kind: "too-many-accounts" });
  return done(accountView(account.value));
}

/** Its sessions end, so that what changed holds from the next request on, wherever it is asked. */
export async function editAccount(
  ports: StaffPorts,
  id: string,
  body: unknown,
): Promise<Outcome<undefined>> {
  const asked = decodeStaffAccountEdit(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { password, secondFactor, ...change } = asked.value;
  const account = isStaffId(id) ? await ports.staff.accountWith(id) : undefined;
  if (account === undefined) return denied({ kind: "unknown-account" });
  const isGivenThere = Object.keys(asked.value).some((field) => field !== "disabled");
  if (account.elsewhere !== undefined && isGivenThere)
    return denied({ kind: "signs-in-elsewhere" });
  const passwordHash = password === undefined ? undefined : await ports.passwords.hash(password);
  if (password !== undefined && passwordHash === undefined)
    return denied({ kind: "too-many-sign-ins" });
  const lost = secondFactor === false ? { factor: null, newFactor: null } : {};
  const edited = await ports.staff.editAccount(id, { ...change, ...lost, passwordHash }, {});
  if (edited === "edited" && secondFactor === false) await ports.passkeys.removeAll(id);
  if (edited === "unknown") return denied({ kind: "unknown-account" });
  if (edited === "edited") await ports.alerts.dropOf(id);
  return edited === "last-owner" ? denied({ kind: "last-owner" }) : done(undefined);
}

export const listTokens = async ({ staff, clock }: StaffPorts): Promise<Outcome<StaffTokens>> =>
  done({ tokens: (await staff.tokens(clock())).map(tokenView) });

export async function createToken(
  { staff, random, fingerprint, clock }: StaffPorts,
  body: unknown,
): Promise<Outcome<StaffTokenStarted>> {
  const asked = decodeStaffTokenStart(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { days, ...rest } = asked.value;
  const now = clock();
  const bearer = TOKEN_PREFIX + base64urlOf(random(SECRET_BYTES));
  const token: ScriptToken = {
    id: base64urlOf(random(STAFF_ID_BYTES)),
    ...rest,
    digest: fingerprint(bearer),
    createdAt: now,
    expiresAt: unixMs(now + days * DAY),
  };
  const created = await staff.createToken(token, now);
  if (created === "full") return denied({ kind: "too-many-tokens" });
  return done({ ...tokenView(token), bearer });
}

export const revokeToken = async (
  { staff }: StaffPorts,
  id: string,
): Promise<Outcome<undefined>> =>
  (await staff.revokeToken(id)) ? done(undefined) : denied({ kind: "unknown-token" });

export async function listAudit(
  { staff }: StaffPorts,
  query: unknown,
): Promise<Outcome<AuditTrail>> {
  const asked = decodeAuditAsked(query);
  if (!asked.ok) return deniedFor(asked.problem);
  // One more than an answer holds tells that there are more.
  const found = await staff.audit(AUDIT_PAGE + 1, asked.value.before);
  const shown = found.slice(0, AUDIT_PAGE);
  const next = found.length > AUDIT_PAGE ? shown.at(-1)?.number : undefined;
  return done({
    entries: shown.map(({ number: _, fields, venue, about, ...entry }) => ({
      ...entry,
      ...(venue === undefined ? {} : { venue }),
      ...(about === undefined ? {} : { about }),
      fields: [...fields],
    })),
    ...(next === undefined ? {} : { next }),
  });
}

const accountView = (
  { id, name, role, venues, factor, ...account }: Account,
  hasPasskey = false,
): StaffAccount => ({
  ...{ id, name, role, venues: venues === "all" ? venues : [...venues] },
  secondFactor: factor !== undefined || hasPasskey,
  ...(account.elsewhere === undefined ? {} : { issuer: account.elsewhere.issuer }),
  disabled: account.disabled,
  createdAt: account.createdAt,
});

const tokenView = ({
  id,
  name,
  scopes,
  venues,
  createdAt,
  expiresAt,
}: ScriptToken): StaffToken => ({
  ...{ id, name, scopes: [...scopes], venues: venues === "all" ? venues : [...venues] },
  ...{ createdAt, expiresAt },
});
