/**
 * Consent: who may be matched. Pure.
 *
 * Four things, each the person's own act: agreed to the present wording, open to talk, not pausing,
 * not over.
 */
import { CONSENT_VERSION, type UnixMs } from "@sighej/protocol";
import type { Session } from "./session.ts";

/** Sightings of anyone else are dropped unread: no presence, no encounter, no nudge. */
export const mayBeMatched = (
  session: Pick<Session, "consent" | "open" | "pausedUntil" | "expiresAt">,
  now: UnixMs,
): boolean =>
  session.consent === CONSENT_VERSION &&
  session.open &&
  now >= session.pausedUntil &&
  now < session.expiresAt;
