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

const nameFor = ({ secure }: Request, plain = PLAIN_COOKIE): string =>
  secure ? `__Host-${plain}` : plain;
const options = (secure: boolean) =>
  ({ httpOnly: true, sameSite: "strict", secure, path: "/" }) as const;

/** What the browser sent; empty when it sent none. */
export const sessionIn = (request: Request): string => cookieIn(request, PLAIN_COOKIE);

/** `plain`: the cookie's name without the prefix that it has behind TLS. */
export function cookieIn(request: Request, plain: string): string {
  const wanted = `${nameFor(request, plain)}=`;
  const pairs = (request.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length) ?? "";
}

export function setSession(request: Request, response: Response, secret: string): void {
  const life = { maxAge: STAFF_SESSION_LIFE };
  response.cookie(nameFor(request), secret, { ...options(request.secure), ...life });
}

/** A cookie of another kind than a session of staff, for `life` ms. */
export function setCookie(
  request: Request,
  response: Response,
  plain: string,
  { secret, life }: { readonly secret: string; readonly life: number },
): void {
  response.cookie(nameFor(request, plain), secret, { ...options(request.secure), maxAge: life });
}

export function clearSession(request: Request, response: Response): void {
  response.clearCookie(nameFor(request), options(request.secure));
}
