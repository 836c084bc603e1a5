/**
 * Staff: lets in whoever sends the admin code as a bearer. Without a code nobody is let in.
 *
 * The code has 128 random bits if the matcher made it; wrong ones are limited all the same, since an
 * operator may choose a poorer one.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import type { Gate } from "../../flows/gate.ts";
import type { Clock, Count } from "../../ports.ts";
import { bearerIn } from "./auth.ts";
import { sendProblem } from "./problem.ts";

/** `tries`: wrong codes by address. Who has none left is refused with the right one, too. */
export function staffOnly(
  code: string | undefined,
  tries: Gate,
  clock: Clock,
  count: Count,
): RequestHandler {
  // Of equal length whatever was sent, so that comparing them takes the same time.
  const digestOf = (text: string) => createHash("sha256").update(text).digest();
  const expected = code === undefined ? undefined : digestOf(code);
  return (request, response, next) => {
    const address = request.ip ?? "";
    if (!tries.isOpen(address, clock())) {
      count("refused-too-many-tries");
      return sendProblem(response, "too-many-tries");
    }
    const given = digestOf(bearerIn(request));
    if (expected !== undefined && timingSafeEqual(given, expected)) return next();
    tries.passes(address, clock());
    count("refused-bad-admin-code");
    sendProblem(response, "bad-admin-code");
  };
}
