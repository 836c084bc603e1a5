/**
 * Opened: what a contract suite is given of an implementation, and helpers that all suites share.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  base64urlOf,
  bearerOf,
  NUDGE_ID_BYTES,
  NUDGE_LIFE,
  type Nudge,
  nudgeIdOf,
  type SessionId,
  sessionIdOf,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { vi } from "vitest";
import type { Session } from "../../src/domain/session.ts";
import type { GatewayAccess } from "../../src/gateway-ports.ts";
import type { BearerDigest, Claim, ClaimId, ClaimSide, Clock, Stores } from "../../src/ports.ts";
import { gateway, sessionOf, venue, zone } from "../fixtures.ts";

export interface Opened {
  readonly stores: Stores;
  /** Another replica's view of the same stores; the same object where there can be only one. */
  replica(): Promise<Stores>;
  /** Stores of their own that hold no more than so many sessions a venue. */
  small(most: number): Promise<Stores>;
  /** Every key there is, with its content as text; undefined where nothing can be listed. */
  dump(): Promise<readonly string[] | undefined>;
}

export const clock: Clock = () => unixMs(Date.now());
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));

export const freshDigest = (): BearerDigest =>
  createHash("sha256")
    .update(bearerOf(random(32)))
    .digest("hex") as BearerDigest;

/** A new session of a random id that starts now. */
export const freshSession = (from: Partial<Session> = {}): Session =>
  sessionOf(1, { id: sessionIdOf(random(16)), startedAt: clock(), ...from });

export const freshNudge = (expiresAt: UnixMs = unixMs(clock() + NUDGE_LIFE)): Nudge => ({
  id: nudgeIdOf(random(NUDGE_ID_BYTES)),
  phrase: "Someone nearby also works with DevOps.",
  zone: zone("hall"),
  expiresAt,
});

export const claimOf = (a: Session, b: Session, from: Partial<Claim> = {}): Claim => ({
  id: base64urlOf(random(16)) as ClaimId,
  venue,
  sides: [sideOf(a), sideOf(b)],
  now: clock(),
  quietUntil: unixMs(clock() + 60_000),
  limits: { perHour: 100, perSession: 100 },
  ...from,
});

export const sideOf = (session: Session, nudge: Nudge = freshNudge()): ClaimSide => ({
  session: session.id,
  revision: session.revision,
  nudge,
});

/** The nudge of one side of a claim. */
export function nudgeOf({ sides }: Claim, side: number): Nudge {
  const nudge = sides[side]?.nudge;
  if (nudge === undefined) throw new Error("a claim has no such side");
  return nudge;
}

export async function create(stores: Stores, from: Partial<Session> = {}) {
  const session = freshSession(from);
  const bearer = freshDigest();
  if ((await stores.sessions.create(session, bearer)) === "full") throw new Error("full");
  return { session, bearer };
}

/** Asks again until the answer holds; fails after ten seconds. */
export const until = <T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> =>
  vi.waitFor(
    async () => {
      const answer = await ask();
      if (!holds(answer)) throw new Error("not yet");
      return answer;
    },
    { timeout: 10_000, interval: 20 },
  );

export const mentions = (dump: readonly string[] | undefined, ...texts: readonly string[]) =>
  (dump ?? []).filter((each) => texts.some((text) => each.includes(text)));

export const idsOf = (sessions: readonly Session[]): readonly SessionId[] =>
  sessions.map(({ id }) => id).sort();

/** Resolves when a broker can be told of gateways. */
export const withinReach = (access: GatewayAccess): Promise<void> =>
  vi.waitFor(() => access.expel({ venue, gateway: gateway("nobody") }), {
    timeout: 20_000,
    interval: 50,
  });
