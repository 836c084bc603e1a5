/**
 * Staff flows: every use case of accounts, with its ports filled in.
 */
import type {
  AuditTrail,
  FactorStarted,
  OwnerNeeded,
  PasskeyChallenge,
  SignedIn,
  StaffAccount,
  StaffAccounts,
  StaffPasskey,
  StaffPasskeys,
  StaffTokenStarted,
  StaffTokens,
} from "@sighej/protocol";
import { done, type Outcome } from "../outcome.ts";
import {
  createAccount,
  createToken,
  editAccount,
  listAccounts,
  listAudit,
  listTokens,
  revokeToken,
} from "./accounts.ts";
import { type Change, noteChange } from "./audit.ts";
import { type Carried, identify, isSession } from "./identify.ts";
import { signInByOidc, startOidc, type WentOut } from "./oidc.ts";
import { type Opened, signedInOf } from "./open-session.ts";
import { changePassword, proveFactor, startFactor } from "./own.ts";
import {
  challengePasskey,
  createPasskey,
  editPasskey,
  listPasskeys,
  removePasskey,
  signInByPasskey,
  startPasskey,
} from "./passkeys.ts";
import type { LetIn, Own, StaffPorts } from "./ports.ts";
import { createOwner, signIn } from "./sign-in.ts";

export interface StaffFlows {
  identify(carried: Carried): Promise<Outcome<LetIn>>;
  noteChange(letIn: LetIn, change: Change): Promise<void>;
  /** `session`: the secret in the browser's cookie; empty when there is none. */
  ownerNeeded(session: string): Promise<Outcome<OwnerNeeded>>;
  createOwner(address: string, body: unknown): Promise<Outcome<Opened>>;
  signIn(address: string, origin: string, body: unknown): Promise<Outcome<Opened>>;
  challengePasskey(address: string, origin: string): Promise<Outcome<PasskeyChallenge>>;
  signInByPasskey(address: string, origin: string, body: unknown): Promise<Outcome<Opened>>;
  startOidc(address: string, origin: string): Promise<Outcome<WentOut>>;
  signInByOidc(
    from: { readonly address: string; readonly origin: string; readonly secret: string },
    body: unknown,
  ): Promise<Outcome<Opened>>;
  me(letIn: LetIn): Outcome<SignedIn>;
  signOut(own: Own): Promise<Outcome<undefined>>;
  changePassword(own: Own, body: unknown): Promise<Outcome<undefined>>;
  startFactor(own: Own, body: unknown): Promise<Outcome<FactorStarted>>;
  proveFactor(own: Own, body: unknown): Promise<Outcome<undefined>>;
  listPasskeys(own: Own): Promise<Outcome<StaffPasskeys>>;
  startPasskey(own: Own, body: unknown): Promise<Outcome<PasskeyChallenge>>;
  createPasskey(own: Own, body: unknown): Promise<Outcome<StaffPasskey>>;
  editPasskey(own: Own, id: string, body: unknown): Promise<Outcome<undefined>>;
  removePasskey(own: Own, id: string): Promise<Outcome<undefined>>;
  listAccounts(): Promise<Outcome<StaffAccounts>>;
  createAccount(body: unknown): Promise<Outcome<StaffAccount>>;
  editAccount(id: string, body: unknown): Promise<Outcome<undefined>>;
  listTokens(): Promise<Outcome<StaffTokens>>;
  createToken(body: unknown): Promise<Outcome<StaffTokenStarted>>;
  revokeToken(id: string): Promise<Outcome<undefined>>;
  listAudit(query: unknown): Promise<Outcome<AuditTrail>>;
}

export const staffFlows = (ports: StaffPorts): StaffFlows => ({
  identify: (carried) => identify(ports, carried),
  noteChange: (letIn, change) => noteChange(ports, letIn, change),
  ownerNeeded: async (session) => {
    const issuer = ports.oidc?.config.issuer;
    return done({
      needed: !(await ports.staff.hasAccounts()),
      signedIn: await isSession(ports, session),
      ...(issuer === undefined ? {} : { oidc: new URL(issuer).host }),
    });
  },
  createOwner: (address, body) => createOwner(ports, address, body),
  signIn: (...asked) => signIn(ports, ...asked),
  challengePasskey: (...asked) => challengePasskey(ports, ...asked),
  signInByPasskey: (...asked) => signInByPasskey(ports, ...asked),
  startOidc: (...asked) => startOidc(ports, ...asked),
  signInByOidc: (from, body) => signInByOidc(ports, from, body),
  me: (letIn) => done(signedInOf(letIn)),
  signOut: async ({ session }) => {
    await ports.staff.closeSession(session.digest);
    await ports.alerts.drop(session.digest);
    return done(undefined);
  },
  changePassword: (own, body) => changePassword(ports, own, body),
  startFactor: (own, body) => startFactor(ports, own, body),
  proveFactor: (own, body) => proveFactor(ports, own, body),
  listPasskeys: (own) => listPasskeys(ports, own),
  startPasskey: (own, body) => startPasskey(ports, own, body),
  createPasskey: (own, body) => createPasskey(ports, own, body),
  editPasskey: (own, id, body) => editPasskey(ports, own, id, body),
  removePasskey: (own, id) => removePasskey(ports, own, id),
  listAccounts: () => listAccounts(ports),
  createAccount: (body) => createAccount(ports, body),
  editAccount: (id, body) => editAccount(ports, id, body),
  listTokens: () => listTokens(ports),
  createToken: (body) => createToken(ports, body),
  revokeToken: (id) => revokeToken(ports, id),
  listAudit: (query) => listAudit(ports, query),
});
