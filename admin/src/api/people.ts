/**
 * People: accounts of staff, tokens of scripts, and the trail of what they did, as requests.
 */
import {
  decodeAuditTrail,
  decodeStaffAccount,
  decodeStaffAccounts,
  decodeStaffTokenStarted,
  decodeStaffTokens,
  type StaffAccountEdit,
  type StaffAccountStart,
  type StaffTokenStart,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

export const listAccounts = () => ask({ path: "/admin/accounts", decode: decodeStaffAccounts });
export const createAccount = (body: StaffAccountStart) =>
  ask({ method: "POST", path: "/admin/accounts", body, decode: decodeStaffAccount });
export const editAccount = (id: string, body: StaffAccountEdit) =>
  ask({ method: "PATCH", path: `/admin/accounts/${id}`, body, decode: decodeStaffAccount });

export const listTokens = () => ask({ path: "/admin/tokens", decode: decodeStaffTokens });
export const createToken = (body: StaffTokenStart) =>
  ask({ method: "POST", path: "/admin/tokens", body, decode: decodeStaffTokenStarted });
export const revokeToken = (id: string) =>
  ask({ method: "DELETE", path: `/admin/tokens/${id}`, decode: nothing });

/** `before`: the number that the last page ended with. */
export const listAudit = (before: number | undefined) =>
  ask({ path: "/admin/audit", query: { before }, decode: decodeAuditTrail });
