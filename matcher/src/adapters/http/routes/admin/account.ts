/**
 * Account routes: one's own account, and those of others, with their tokens and trail.
 */
import { denied } from "../../../../flows/outcome.ts";
import type { StaffFlows } from "../../../../flows/staff/flows.ts";
import type { Own } from "../../../../flows/staff/ports.ts";
import type { Answer, Asked, Handlers } from "./register.ts";

type OfAccounts =
  | "viewMe"
  | "signOut"
  | "changePassword"
  | "startFactor"
  | "proveFactor"
  | "listPasskeys"
  | "startPasskey"
  | "createPasskey"
  | "editPasskey"
  | "removePasskey"
  | "listAccounts"
  | "createAccount"
  | "editAccount"
  | "listTokens"
  | "createToken"
  | "revokeToken"
  | "listAudit";

export const accountHandlers = (flows: StaffFlows): Pick<Handlers, OfAccounts> => ({
  viewMe: ({ letIn }) => flows.me(letIn),
  signOut: (asked) => own(asked, flows.signOut),
  changePassword: (asked) => own(asked, (mine) => flows.changePassword(mine, asked.body)),
  startFactor: (asked) => own(asked, (mine) => flows.startFactor(mine, asked.body)),
  proveFactor: (asked) => own(asked, (mine) => flows.proveFactor(mine, asked.body)),
  listPasskeys: (asked) => own(asked, flows.listPasskeys),
  startPasskey: (asked) => own(asked, (mine) => flows.startPasskey(mine, asked.body)),
  createPasskey: (asked) => own(asked, (mine) => flows.createPasskey(mine, asked.body)),
  editPasskey: (asked) =>
    own(asked, (mine) => flows.editPasskey(mine, asked.param("passkey"), asked.body)),
  removePasskey: (asked) => own(asked, (mine) => flows.removePasskey(mine, asked.param("passkey"))),
  listAccounts: flows.listAccounts,
  createAccount: ({ body }) => flows.createAccount(body),
  editAccount: ({ param, body }) => flows.editAccount(param("account"), body),
  listTokens: flows.listTokens,
  createToken: ({ body }) => flows.createToken(body),
  revokeToken: ({ param }) => flows.revokeToken(param("token")),
  listAudit: ({ query }) => flows.listAudit(query),
});

/** The table lets only accounts this far, and they come by a session. */
const own = (
  { letIn: { session }, address, origin }: Asked,
  ask: (own: Own) => Promise<Answer>,
): Answer | Promise<Answer> =>
  session === undefined ? denied({ kind: "forbidden" }) : ask({ session, address, origin });
