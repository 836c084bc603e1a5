/**
 * Memory gateways: the reference implementation of `GatewayStore`; forgotten with the process.
 */
import { type UnixMs, usernameOf, VENUE_GATEWAYS_MAX } from "@sighej/protocol";
import type { ClaimDigest, GatewayKey, GatewayStore, KeptGateway } from "../../gateway-ports.ts";

interface Entry extends GatewayKey {
  readonly name: string;
  secretHash: string | undefined;
  enrolledAt: UnixMs | undefined;
  revokedAt: UnixMs | undefined;
  claim: ClaimDigest | undefined;
  claimUntil: UnixMs | undefined;
  /** Whether the code was traded, and by which attempt. */
  traded: { readonly attempt: string | undefined } | undefined;
}

export function memoryGateways(): GatewayStore {
  const entries = new Map<string, Entry>();
  const keyOf = ({ venue, gateway }: GatewayKey) => usernameOf({ kind: "gateway", venue, gateway });
  const ofClaim = (claim: ClaimDigest) =>
    [...entries.values()].find((each) => each.claim === claim);
  return {
    add: async ({ venue, gateway, name }) => {
      const key = keyOf({ venue, gateway });
      if (entries.has(key)) return "named";
      const there = [...entries.values()].filter((each) => each.venue === venue).length;
      if (there >= VENUE_GATEWAYS_MAX) return "full";
      entries.set(key, { venue, gateway, name, ...nothingYet });
      return "added";
    },
    invite: async ({ claim, until, ...key }) => {
      const entry = entries.get(keyOf(key));
      if (entry === undefined) return false;
      Object.assign(entry, { claim, claimUntil: until, traded: undefined });
      return true;
    },
    trade: async ({ claim, attempt, secretHash, now }) => {
      const entry = ofClaim(claim);
      if (entry?.claimUntil === undefined) return { kind: "code-unknown" };
      if (entry.claimUntil <= now) return { kind: "code-expired" };
      const again = attempt !== undefined && entry.traded?.attempt === attempt;
      if (entry.traded !== undefined && !again) return { kind: "code-used" };
      Object.assign(entry, { secretHash, enrolledAt: now, revokedAt: undefined });
      entry.traded = { attempt };
      return { kind: "enrolled", venue: entry.venue, gateway: entry.gateway };
    },
    reopen: async (claim) => {
      const entry = ofClaim(claim);
      if (entry !== undefined) entry.traded = undefined;
    },
    revoke: async (key, now) => {
      const entry = entries.get(keyOf(key));
      if (entry === undefined) return false;
      Object.assign(entry, { ...nothingYet, revokedAt: now });
      return true;
    },
    list: async (venue, now) =>
      [...entries.values()]
        .filter((each) => each.venue === venue)
        .sort((a, b) => (a.gateway < b.gateway ? -1 : 1))
        .map((each) => kept(each, now)),
    enrolled: async (venues) =>
      [...entries.values()].flatMap(({ venue, gateway, secretHash }) =>
        secretHash !== undefined && venues.includes(venue) ? [{ venue, gateway, secretHash }] : [],
      ),
  };
}

const nothingYet = {
  secretHash: undefined,
  enrolledAt: undefined,
  revokedAt: undefined,
  claim: undefined,
  claimUntil: undefined,
  traded: undefined,
};

function kept({ claimUntil, traded, ...entry }: Entry, now: UnixMs): KeptGateway {
  const { venue, gateway, name, enrolledAt, revokedAt } = entry;
  const open = traded === undefined && claimUntil !== undefined && claimUntil > now;
  return { venue, gateway, name, enrolledAt, revokedAt, claimUntil: open ? claimUntil : undefined };
}
