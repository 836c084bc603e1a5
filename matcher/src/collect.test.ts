import { randomBytes } from "node:crypto";
import { type UnixMs, unixMs } from "@sighej/protocol";
import { describe, expect, it, vi } from "vitest";
import { interests, noon, sessionOf, setup, venue, zone } from "../test/fixtures.ts";
import { memoryStores } from "./adapters/memory/stores.ts";
import type { AggregateStore } from "./aggregate-ports.ts";
import { startCollecting } from "./collect.ts";
import type { Release } from "./domain/aggregate/release.ts";
import type { VenueSetup } from "./domain/venue.ts";
import { venuesOf } from "./flows/venues.ts";

/** A counting venue with one session in it; `released` is what would be kept for good. */
async function counting() {
  const released: Release[] = [];
  const store: AggregateStore = {
    release: async (release) => {
      released.push(release);
      return "released";
    },
    find: async () => ({ cells: [], more: false }),
    sum: async () => ({ sums: [], more: false }),
  };
  let now: UnixMs = noon;
  const clock = () => now;
  const count = () => {};
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const venues = venuesOf([], clock, count, random);
  const { sessions } = memoryStores(clock);
  const report = vi.fn();
  const collecting = startCollecting(store, {
    ...{ venues, sessions, random, clock, count, report },
    released: async () => {},
  });
  const put = (to: Partial<VenueSetup>, state: "draft" | "live" | "archived" = "live") => {
    venues.put({ setup: { ...setup, ...to }, state, version: 1 });
    collecting.renew(venue);
  };
  await sessions.create(sessionOf(1, { startedAt: noon }), "digest" as never);
  const pass = (ms: number) => {
    now = unixMs(now + ms);
  };
  return { collecting, released, put, pass };
}
const met = { kind: "met", venue, zone: zone("bar"), sessions: [sessionOf(1).id] } as const;
const spans = (released: readonly Release[]) =>
  released.filter(({ axis }) => axis === "zone").map(({ from, until }) => [from, until]);

describe("counting at a venue whose set-up changes", () => {
  it("releases what was counted by the old zones, and goes on where that ended", async () => {
    const { collecting, released, put, pass } = await counting();
    put({});
    collecting.note(met);
    await vi.waitFor(async () => {
      pass(1_000);
      put({ zones: [...setup.zones, { id: zone("attic"), tier: "zone" }] });
      await collecting.turn();
      expect(released).toHaveLength(2);
    });
    pass(5_000);
    put({ interests: interests("devops") });
    await collecting.turn();
    const [first, second] = spans(released);
    expect(second?.[0]).toBe(first?.[1]);
    const zonesIn = (at: number) =>
      new Set(
        released
          .filter(({ axis }) => axis === "zone")
          [at]?.cells.map(({ cell }) => (cell.metric === "interests" ? "" : cell.zone)),
      );
    expect([zonesIn(0).has(zone("attic")), zonesIn(1).has(zone("attic"))]).toEqual([false, true]);
  });

  it("closes nothing for a change that it does not count by", async () => {
    const { collecting, released, put, pass } = await counting();
    put({});
    pass(1_000);
    put({ name: "Loft", gateways: setup.gateways.slice(1), needsCode: true });
    await collecting.turn();
    expect(released).toEqual([]);
  });

  it("never has two buckets begin at once, however fast changes follow", async () => {
    const { collecting, released, put } = await counting();
    for (const each of ["devops", "coffee", "running"]) put({ interests: interests(each) });
    await collecting.turn();
    const begun = spans(released).map(([from]) => from);
    expect(begun.length).toBe(2);
    expect(new Set(begun).size).toBe(2);
  });

  it("counts at a live venue alone, and releases the last numbers when it is archived", async () => {
    const { collecting, released, put, pass } = await counting();
    put({}, "draft");
    collecting.note(met);
    put({});
    pass(1_000);
    put({}, "archived");
    collecting.note(met);
    await collecting.turn();
    expect(spans(released)).toEqual([[noon, noon + 1_000]]);
  });
});
