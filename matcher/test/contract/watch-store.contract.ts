/**
 * Watch store contract: what every implementation of `WatchStore` must do.
 */
import { randomUUID } from "node:crypto";
import { type GatewayMachine, parseVenueId, seconds, unixMs, type VenueId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { INCIDENT_LIFE, type WatchStore } from "../../src/watch-ports.ts";
import { gateway, sure } from "../fixtures.ts";

const now = unixMs(1_800_000_000_000);
const later = (ms: number) => unixMs(now + ms);
const freshVenue = (): VenueId => sure(parseVenueId(randomUUID()));
const machine: GatewayMachine = {
  ...{ version: "0.1.0", startedAt: 1, sentAt: 2, adapters: [] },
  ...{ windowsDropped: 0, windowsLost: 0, commandsRefused: {}, recoveries: { silence: 2 } },
  ...{ loopLagMs: 1, rssBytes: 2, machine: { temperatureC: 48.3 } },
  radio: "scanning",
};

export function watchStoreContract(storeOf: () => WatchStore): void {
  const opening = async () => {
    const [store, venue, id] = [storeOf(), freshVenue(), randomUUID()];
    const key = { venue, gateway: gateway("door") };
    const what = { reason: "no-sign", level: "late" } as const;
    const incident = { ...key, ...what, id, since: now, openedAt: later(60_000) };
    expect(await store.open({ ...incident, told: undefined })).toBe(true);
    return { store, venue, key, id, incident };
  };

  describe("signs", () => {
    it("are kept as the newest are, whoever writes last, and what it said stays until it says more", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      const key = { venue, gateway: gateway("door") };
      const stage = { ...key, gateway: gateway("stage") };
      const sign = { ...key, heardAt: now, connected: true, machine, deafSince: undefined };
      const unsaid = { machine: undefined, deafSince: undefined };
      const never = { ...stage, heardAt: undefined, connected: false, ...unsaid };
      await store.keep([sign, never]);
      await store.keep([{ ...sign, heardAt: later(-1_000), connected: false }]);
      await store.keep([{ ...sign, heardAt: later(1_000), machine: undefined }]);
      const kept = await store.signs(venue);
      expect(kept.toSorted((a, b) => (a.gateway < b.gateway ? -1 : 1))).toEqual([
        { ...sign, heardAt: later(1_000) },
        never,
      ]);
      expect(await store.signs(freshVenue())).toEqual([]);
      await store.keep([]);
    });

    it("say since when a radio is deaf, as the last status did, until it hears", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      const sign = { venue, gateway: gateway("door"), connected: true, machine };
      const seen = async () => (await store.signs(venue))[0]?.deafSince;
      await store.keep([{ ...sign, heardAt: now, deafSince: later(5) }]);
      expect(await seen()).toBe(later(5));
      await store.keep([{ ...sign, heardAt: later(11), machine: undefined, deafSince: undefined }]);
      expect(await seen()).toBe(later(5));
      await store.keep([{ ...sign, heardAt: later(12), deafSince: undefined }]);
      expect(await seen()).toBe(undefined);
    });
  });

  describe("an incident", () => {
    it("is one at a time of a gateway and reason, whoever notices", async () => {
      const { store, venue, incident } = await opening();
      const again = { ...incident, id: randomUUID(), told: undefined };
      expect(await store.open(again)).toBe(false);
      expect(await store.openIncidents(venue)).toEqual([
        { ...incident, told: undefined, silentAt: undefined, endedAt: undefined, ended: undefined },
      ]);
      expect(await store.open({ ...again, gateway: gateway("stage") })).toBe(true);
      const deaf = { ...again, reason: "no-radio", id: randomUUID() } as const;
      expect(await store.open(deaf)).toBe(true);
      expect(await store.open({ ...deaf, id: randomUUID() })).toBe(false);
    });

    it("is opened by one of many who notice at once", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      const times = { since: now, openedAt: later(60_000) };
      const key = { venue, gateway: gateway("door"), reason: "no-sign" } as const;
      const what = { ...key, level: "silent", told: undefined } as const;
      const opened = await Promise.all(
        Array.from({ length: 8 }, () => store.open({ ...what, ...times, id: randomUUID() })),
      );
      expect(opened.filter(Boolean)).toHaveLength(1);
      expect(await store.openIncidents(venue)).toMatchObject([{ silentAt: later(60_000) }]);
    });

    it("only worsens, and is told ever more", async () => {
      const { store, venue, id } = await opening();
      const see = async () => (await store.openIncidents(venue))[0];
      await store.worsen(id, "late", "late", later(61_000));
      expect(await see()).toMatchObject({ level: "late", told: "late", silentAt: undefined });
      await store.worsen(id, "silent", "silent", later(180_000));
      await store.worsen(id, "silent", "late", later(190_000));
      await store.worsen(id, "late", undefined, later(200_000));
      expect(await see()).toMatchObject({
        ...{ level: "silent", told: "silent", silentAt: later(180_000) },
      });
    });

    it("ends once, and another one may begin", async () => {
      const { store, venue, key, id, incident } = await opening();
      expect(await store.end(id, "recovered", later(70_000))).toBe(true);
      expect(await store.end(id, "unwatched", later(80_000))).toBe(false);
      expect(await store.openIncidents(venue)).toEqual([]);
      const second = { ...incident, id: randomUUID(), openedAt: later(90_000), told: undefined };
      expect(await store.open(second)).toBe(true);
      const all = await store.incidents(venue, key.gateway, 10);
      expect(all.map((each) => [each.id, each.ended, each.endedAt])).toEqual([
        [second.id, undefined, undefined],
        [id, "recovered", later(70_000)],
      ]);
      expect(await store.incidents(venue, key.gateway, 1)).toHaveLength(1);
    });

    it("is forgotten when it has long been over", async () => {
      const { store, venue, key, id } = await opening();
      await store.end(id, "recovered", now);
      await store.forget(later(INCIDENT_LIFE - 1));
      expect(await store.incidents(venue, key.gateway, 10)).toHaveLength(1);
      await store.forget(later(INCIDENT_LIFE));
      expect(await store.incidents(venue, key.gateway, 10)).toEqual([]);
    });
  });

  describe("a venue's rules", () => {
    it("are the usual ones until they are set, each by itself", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      expect(await store.rules(venue)).toEqual({
        ...{ thresholds: undefined, mutedUntil: 0, muted: new Map() },
      });
      await store.mute(venue, undefined, later(1));
      await store.mute(venue, gateway("door"), later(2));
      await store.mute(venue, gateway("door"), later(3));
      const thresholds = { lateAfter: seconds(30), silentAfter: seconds(90) };
      await store.setThresholds(venue, thresholds);
      expect(await store.rules(venue)).toEqual({
        ...{ thresholds, mutedUntil: later(1), muted: new Map([[gateway("door"), later(3)]]) },
      });
    });

    it("have settings for single gateways, the last of each", async () => {
      const [store, venue] = [storeOf(), freshVenue()];
      const kept = { venue, gateway: gateway("door"), windowMs: 500, logLevel: null, setAt: now };
      await store.set(kept);
      await store.set({ ...kept, windowMs: null, logLevel: "debug", setAt: later(1) });
      expect(await store.settings(venue)).toEqual([
        { ...kept, windowMs: null, logLevel: "debug", setAt: later(1) },
      ]);
    });
  });
}
