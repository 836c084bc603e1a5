/**
 * Auth: takes the bearer out of a request's Authorization header (RFC 6750 §2.1).
 */
import type { Request } from "express";

/** Username and password of HTTP Basic (RFC 7617); both empty when there are none. */
export function basicIn(request: Request): {
  readonly username: string;
  readonly password: string;
} {
  const given = /^Basic ([\w+/=-]+)$/i.exec(request.get("authorization") ?? "")?.[1] ?? "";
  const [username = "", ...password] = Buffer.from(given, "base64").toString("utf8").split(":");
  return { username, password: password.join(":") };
}

/** The text after "Bearer "; empty when there is none, which is no bearer either. */
export const bearerIn = (request: Request): string =>
  /^Bearer ([\w-]+)$/i.exec(request.get("authorization") ?? "")?.[1] ?? "";
