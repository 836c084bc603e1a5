/**
 * Hear tokens: takes in what a phone itself has heard. Says nothing about whose they are.
 */
import { decodeHeardTokens } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import { deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export function hearTokens(
  venues: Venues,
  { venue, id }: Session,
  body: unknown,
): Outcome<undefined> {
  const request = decodeHeardTokens(body);
  if (!request.ok) return deniedFor(request.problem);
  venues.tell(venue, { kind: "heard", by: id, tokens: request.value.tokens });
  return done(undefined);
}
