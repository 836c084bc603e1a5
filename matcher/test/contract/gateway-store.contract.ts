/**
 * Gateway store contract: what every implementation of `GatewayStore` must do.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { parseVenueId, unixMs, VENUE_GATEWAYS_MAX, type VenueId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { ClaimDigest, GatewayStore, Trade } from "../../src/gateway-ports.ts";
import { gateway, sure } from "../fixtures.ts";

const now = unixMs(1_800_000_000_000);
const later = unixMs(now + 60_000);
const freshVenue = (): VenueId => sure(parseVenueId(randomUUID()));
const hash = () => createHash("sha256").update(randomBytes(32)).digest("hex");
const freshClaim = () => hash() as ClaimDigest;

/** `storeOf` gives an open store; `again` another view of the same. */
export function gatewayStoreContract(
  storeOf: () => GatewayStore,
  again: () => Promise<GatewayStore>,
): void {
  const invited = async () => {
    const [store, venue, claim] = [storeOf(), freshVenue(), freshClaim()];
    const key = { venue, gateway: gateway("door") };
    expect(await store.add({ ...key, name: "By the door" })).toBe("added");
    expect(await store.invite({ ...key, claim, until: later })).toBe(true);
    const trade = (from: Partial<Trade> = {}): Trade => ({
      ...{ claim, attempt: undefined, secretHash: hash(), now },
      ...from,
    });
    return { store, venue, key, claim, trade };
  };

  describe("a gateway", () => {
    it("is added once, and there are only so many of a venue", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      const add = (id: string) => store.add({ venue, gateway: gateway(id), name: id });
      const ids = Array.from({ length: VENUE_GATEWAYS_MAX }, (_, at) => `g${at}`);
      for (const id of ids) expect(await add(id)).toBe("added");
      expect(await add("g0")).toBe("named");
      expect(await add("one-more")).toBe("full");
      expect(await store.list(venue, now)).toHaveLength(VENUE_GATEWAYS_MAX);
    });

    it("is listed by id with what became of it, without a secret", async () => {
      const { store, venue, key, trade } = await invited();
      await store.add({ venue, gateway: gateway("bar"), name: "Bar" });
      const open = { ...key, name: "By the door", enrolledAt: undefined, revokedAt: undefined };
      const [bar, door] = await store.list(venue, now);
      expect(bar).toMatchObject({ gateway: "bar", claimUntil: undefined });
      expect(door).toEqual({ ...open, claimUntil: later });
      await store.trade(trade());
      expect((await store.list(venue, now))[1]).toEqual({
        ...open,
        enrolledAt: now,
        claimUntil: undefined,
      });
    });

    it("that is unknown cannot be invited or revoked", async () => {
      const key = { venue: freshVenue(), gateway: gateway("door") };
      expect(await storeOf().invite({ ...key, claim: freshClaim(), until: later })).toBe(false);
      expect(await storeOf().revoke(key, now)).toBe(false);
    });
  });

  describe("a claim code", () => {
    it("is traded once, for the gateway that it was made for", async () => {
      const { store, venue, key, trade } = await invited();
      const first = trade();
      expect(await store.trade(first)).toEqual({ kind: "enrolled", ...key });
      expect(await store.trade(trade())).toEqual({ kind: "code-used" });
      expect(await store.enrolled([venue])).toEqual([{ ...key, secretHash: first.secretHash }]);
    });

    it("goes to exactly one of many that come at once, to whichever view of the store", async () => {
      const { store, venue, trade } = await invited();
      const other = await again();
      const trades = Array.from({ length: 16 }, () => trade());
      const traded = await Promise.all(
        trades.map((each, at) => (at % 2 === 0 ? store : other).trade(each)),
      );
      const winners = trades.filter((_, at) => traded[at]?.kind === "enrolled");
      expect(winners).toHaveLength(1);
      expect(await store.enrolled([venue])).toMatchObject([{ secretHash: winners[0]?.secretHash }]);
    });

    it("is traded again by the attempt that did, for another credential", async () => {
      const { store, venue, trade } = await invited();
      const [attempt, second] = [hash(), hash()];
      await store.trade(trade({ attempt }));
      expect(await store.trade(trade({ attempt, secretHash: second }))).toMatchObject({
        kind: "enrolled",
      });
      expect(await store.enrolled([venue])).toMatchObject([{ secretHash: second }]);
      expect(await store.trade(trade({ attempt: hash() }))).toEqual({ kind: "code-used" });
      expect(await store.trade(trade())).toEqual({ kind: "code-used" });
    });

    it("is good for nothing once it is over, unknown or replaced", async () => {
      const { store, key, trade } = await invited();
      expect(await store.trade(trade({ now: later }))).toEqual({ kind: "code-expired" });
      expect(await store.trade(trade({ claim: freshClaim() }))).toEqual({ kind: "code-unknown" });
      const claim = freshClaim();
      await store.invite({ ...key, claim, until: later });
      expect(await store.trade(trade())).toEqual({ kind: "code-unknown" });
      expect(await store.trade(trade({ claim }))).toMatchObject({ kind: "enrolled" });
    });

    it("may be traded again once its trade has come to nothing", async () => {
      const { store, claim, trade } = await invited();
      await store.trade(trade());
      await store.reopen(claim);
      expect(await store.trade(trade())).toMatchObject({ kind: "enrolled" });
    });
  });

  describe("a credential", () => {
    it("stays until the next code is traded, so that nothing is lost on the way", async () => {
      const { store, venue, key, trade } = await invited();
      const [first, second] = [trade(), trade({ claim: freshClaim() })];
      await store.trade(first);
      await store.invite({ ...key, claim: second.claim, until: later });
      expect(await store.enrolled([venue])).toMatchObject([{ secretHash: first.secretHash }]);
      await store.trade(second);
      expect(await store.enrolled([venue])).toMatchObject([{ secretHash: second.secretHash }]);
    });

    it("is gone when it is revoked, with the code, and may be given anew", async () => {
      const { store, venue, key, trade } = await invited();
      await store.trade(trade());
      expect(await store.revoke(key, later)).toBe(true);
      expect(await store.enrolled([venue])).toEqual([]);
      expect(await store.trade(trade())).toEqual({ kind: "code-unknown" });
      expect(await store.list(venue, now)).toMatchObject([
        { enrolledAt: undefined, revokedAt: later },
      ]);
      const claim = freshClaim();
      await store.invite({ ...key, claim, until: later });
      await store.trade(trade({ claim }));
      expect(await store.list(venue, now)).toMatchObject([{ revokedAt: undefined }]);
    });

    it("is listed for the venues that are asked for, and no others", async () => {
      const [a, b] = [await invited(), await invited()];
      for (const each of [a, b]) await each.store.trade(each.trade());
      expect(await a.store.enrolled([])).toEqual([]);
      expect(await a.store.enrolled([b.venue])).toMatchObject([{ venue: b.venue }]);
      expect(await a.store.enrolled([a.venue, b.venue])).toHaveLength(2);
    });
  });
}
