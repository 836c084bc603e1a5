/**
 * Cookie: how a browser of staff keeps its session: out of reach of scripts, and sent by our own
 * pages alone.
 */
import type { Request, Response } from "express";
import { STAFF_SESSION_LIFE } from "../../staff-ports.ts";

/** Behind TLS a browser takes it from this very host only (RFC 6265bis §4.1.3.2). */
export const SESSION_COOKIE = "__Host-sighej-staff";
/** Without TLS, as in a demo on a laptop, the prefix is not taken. */
const PLAIN_COOKIE = "sighej-staff";

const nameFor = ({ secure }: Request): string => (secure ? SESSION_COOKIE : PLAIN_COOKIE);
const options = (secure: boolean) =>
  ({ httpOnly: true, sameSite: "strict", secure, path: "/" }) as const;

/** What the browser sent; empty when it sent none. */
export function sessionIn(request: Request): string {
  const wanted = `${nameFor(request)}=`;
  const pairs = (request.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length) ?? "";
}

export function setSession(request: Request, response: Response, secret: string): void {
  const life = { maxAge: STAFF_SESSION_LIFE };
  response.cookie(nameFor(request), secret, { ...options(request.secure), ...life });
}

export function clearSession(request: Request, response: Response): void {
  response.clearCookie(nameFor(request), options(request.secure));
}
