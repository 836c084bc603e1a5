/**
 * Account: signing in and out, and what staff change about themselves, as requests.
 */
import {
  decodeFactorStarted,
  decodeOwnerNeeded,
  decodeSignedIn,
  type OwnerStart,
  type SignIn,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

export const ownerNeeded = () => ask({ path: "/admin/owner", decode: decodeOwnerNeeded });
export const createOwner = (body: OwnerStart) =>
  ask({ method: "POST", path: "/admin/owner", body, decode: decodeSignedIn });
export const signIn = (body: SignIn) =>
  ask({ method: "POST", path: "/admin/sign-in", body, decode: decodeSignedIn });
export const signOut = () => ask({ method: "POST", path: "/admin/sign-out", decode: nothing });
export const viewMe = () => ask({ path: "/admin/me", decode: decodeSignedIn });
export const changePassword = (current: string, next: string) =>
  ask({ method: "PUT", path: "/admin/me/password", body: { current, next }, decode: nothing });
export const startFactor = (password: string) =>
  ask({
    ...{ method: "POST", path: "/admin/me/factor", body: { password } },
    decode: decodeFactorStarted,
  });
export const proveFactor = (digits: string) =>
  ask({ method: "PUT", path: "/admin/me/factor", body: { digits }, decode: nothing });
