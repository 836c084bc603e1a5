/**
 * OIDC: signs staff in who have shown themselves at an OpenID provider. Their role is what the provider
 * says each time; of the person only the name is kept, and whom the provider knows them as.
 */
import {
  after,
  base64urlOf,
  decodeOidcReturned,
  OIDC_RETURN_PATH,
  type OidcStarted,
} from "@sighej/protocol";
import { type Grant, grantOf } from "../../domain/staff/role-mapping.ts";
import type { Known, Ties } from "../../oidc-ports.ts";
import { HANDSHAKE_LIFE } from "../../passkey-ports.ts";
import type { Account } from "../../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "../outcome.ts";
import {
  noteEntry,
  type Opened,
  openSession,
  SECRET_BYTES,
  STAFF_ID_BYTES,
} from "./open-session.ts";
import type { StaffPorts } from "./ports.ts";

/** The secret is for a cookie: who comes back must be who went. */
export interface WentOut {
  readonly secret: string;
  readonly started: OidcStarted;
}

export async function startOidc(
  ports: StaffPorts,
  address: string,
  origin: string,
): Promise<Outcome<WentOut>> {
  const { oidc, beginGate, handshakes, random, fingerprint, clock } = ports;
  if (oidc === undefined) return denied({ kind: "no-oidc" });
  const now = clock();
  if (!beginGate.passes(address, now)) return denied({ kind: "too-many-tries" });
  const secret = base64urlOf(random(SECRET_BYTES));
  const url = await oidc.toSignIn(backTo(ports, origin), tiesOf(ports, secret));
  if (url === "unreachable") return denied({ kind: "oidc-unreachable" });
  const digest = fingerprint(secret);
  const handshake = { digest, kind: "oidc", expiresAt: after(now, HANDSHAKE_LIFE) } as const;
  if ((await handshakes.begin(handshake, now)) === "full")
    return denied({ kind: "too-many-sign-ins" });
  return done({ secret, started: { url } });
}

/** `secret`: of the cookie; empty where there is none. */
export async function signInByOidc(
  ports: StaffPorts,
  { address, origin, secret }: { address: string; origin: string; secret: string },
  body: unknown,
): Promise<Outcome<Opened>> {
  const asked = decodeOidcReturned(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { oidc, handshakes, fingerprint, tryGate, clock } = ports;
  if (oidc === undefined) return denied({ kind: "no-oidc" });
  if (!tryGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  const refused = () => {
    tryGate.passes(address, clock());
    return denied({ kind: "oidc-refused" });
  };
  // Spent whatever comes of it: an answer is good once.
  const begun = await handshakes.finish(fingerprint(secret), "oidc", clock());
  if (begun === undefined) return refused();
  const came = `${backTo(ports, origin)}?${asked.value.answer.replace(/^\?/, "")}`;
  if (!URL.canParse(came)) return refused();
  const known = await oidc.signedIn(came, tiesOf(ports, secret));
  if (known === "refused") return refused();
  if (known === "unreachable") return denied({ kind: "oidc-unreachable" });
  const account = await accountOf(ports, known, grantOf(oidc.config.roles, known.values));
  if (!account.ok) return account;
  const session = await openSession(ports, account.value);
  await noteEntry(ports, account.value, "signInByOidc", `role=${account.value.role}`);
  return done(session);
}

/** The account of whom the provider knows, with the role that it says today. */
async function accountOf(
  ports: StaffPorts,
  known: Known,
  grant: Grant | undefined,
): Promise<Outcome<Account>> {
  const { staff } = ports;
  const kept = await staff.accountElsewhere(known);
  if (kept === undefined) return grant === undefined ? noRole : newAccountOf(ports, known, grant);
  if (grant === undefined || kept.disabled) {
    // A role that was taken away there is gone here, too, in every browser.
    await signOutAll(ports, kept);
    await noteEntry(ports, kept, "signInByOidc", "refused");
    return noRole;
  }
  const isSame = kept.role === grant.role && `${kept.venues}` === `${grant.venues}`;
  if (isSame) return done(kept);
  const edited = await staff.editAccount(kept.id, grant, {});
  await signOutAll(ports, kept);
  if (edited === "edited") return done({ ...kept, ...grant });
  return edited === "last-owner" ? denied({ kind: "last-owner" }) : noRole;
}

/** Its role here stays what it was, so that what its browsers have subscribed to has to end, too. */
async function signOutAll({ staff, alerts }: StaffPorts, { id }: Account): Promise<void> {
  await staff.editAccount(id, {}, {});
  await alerts.dropOf(id);
}

const noRole = denied({ kind: "no-role" });

async function newAccountOf(
  { staff, random, clock }: StaffPorts,
  { issuer, subject, names }: Known,
  grant: Grant,
): Promise<Outcome<Account>> {
  // The first owner has a password, so that somebody gets in when the provider is away.
  if (!(await staff.hasAccounts())) return denied({ kind: "owner-needed" });
  const id = base64urlOf(random(STAFF_ID_BYTES));
  const rest = {
    id,
    ...grant,
    elsewhere: { issuer, subject },
    disabled: false,
    createdAt: clock(),
  };
  const name = names.map(nameIn).find((each) => each !== "") ?? "Colleague";
  for (const suffix of ["", " 2", " 3", " 4", ` ${id.slice(0, 6)}`]) {
    const account: Account = { ...rest, name: name + suffix };
    const created = await staff.createAccount(account);
    if (created === "created") return done(account);
    if (created === "full") return denied({ kind: "too-many-accounts" });
    if (created === "known") {
      // Signed in twice in the same moment: the other one has made it.
      const made = await staff.accountElsewhere({ issuer, subject });
      return made === undefined ? noRole : done(made);
    }
  }
  return denied({ kind: "name-taken" });
}

/** Room for what tells two of one name apart. */
const NAME_MAX_LENGTH = 56;

/** As staff may be called here: on one line, without what cannot be seen. */
const nameIn = (text: string): string =>
  [...text.replaceAll(/\p{C}/gu, "").replaceAll(/\s+/g, " ").trim()]
    .slice(0, NAME_MAX_LENGTH)
    .join("")
    .trim();

const backTo = ({ adminOrigin }: StaffPorts, origin: string): string =>
  (adminOrigin ?? origin) + OIDC_RETURN_PATH;

/** They follow from the secret, so that none of them need be kept; none tells anything about it. */
const tiesOf = ({ fingerprint }: StaffPorts, secret: string): Ties => ({
  state: fingerprint(`sighej-oidc-state-v1 ${secret}`),
  nonce: fingerprint(`sighej-oidc-nonce-v1 ${secret}`),
  verifier: fingerprint(`sighej-oidc-verifier-v1 ${secret}`),
});
