/**
 * Auth: takes the bearer out of a request's Authorization header (RFC 6750 §2.1).
 */
import type { Request } from "express";

/** The text after "Bearer "; empty when there is none, which is no bearer either. */
export const bearerIn = (request: Request): string =>
  /^Bearer ([\w-]+)$/i.exec(request.get("authorization") ?? "")?.[1] ?? "";
