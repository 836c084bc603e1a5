/**
 * The thread of the embedded store: leaves the main one alone, and is not missed for long when it
 * dies.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { durationMs, hours, unixMs } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startThread, type Thread } from "../../src/adapters/pg/pglite/thread.ts";
import type { Kept } from "../../src/aggregate-ports.ts";
import { interestGridOf, subjectOf, zoneGridOf } from "../../src/domain/aggregate/cells.ts";
import type { Release } from "../../src/domain/aggregate/release.ts";
import { bucketLengths, tallyOf } from "../../src/domain/aggregate/tally.ts";
import { rollUpOf } from "../../src/flows/roll-up.ts";
import { metricsOf } from "../../src/metrics.ts";
import { INTERESTS, NOON, ZONES } from "../afternoon.ts";
import { pgliteAggregates, type StoredAggregates } from "../aggregates.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { seededUniform } from "../seeded.ts";
import { freshVenue, releaseFrom } from "./aggregate-store.contract.ts";

const always = { from: unixMs(0), until: unixMs(NOON * 2) };

let folders: PgliteFolders;
beforeAll(async () => {
  folders = await pgliteFolders();
}, AT_MOST_MS);
afterAll(() => folders.remove());

describe("the thread of an embedded store", { timeout: AT_MOST_MS }, () => {
  const threads: Thread[] = [];
  const stores: StoredAggregates[] = [];
  /** A store whose threads can be killed, and are replaced at once so many times. */
  const open = async (times: number) => {
    const store = await pgliteAggregates(await folders.made(), {
      start: (path) => {
        const thread = startThread(path);
        threads.push(thread);
        return thread;
      },
      pauses: Array.from({ length: times }, () => durationMs(0)),
    });
    stores.push(store);
    return store;
  };
  const cellsOf = async (store: StoredAggregates, { venue }: Release) =>
    (await store.find({ venue, metric: "hellos", ...always })).cells.map(
      ({ cell, value }) => [subjectOf(cell), value] as const,
    );
  const hellosOf = ({ cells }: Release) =>
    cells
      .filter(({ cell }) => cell.metric === "hellos")
      .map(({ cell, value }) => [subjectOf(cell), value] as const)
      .sort();
  afterEach(async () => {
    threads.length = 0;
    for (const store of stores.splice(0)) await store.stop();
  });

  it("leaves the main loop turning while a statement runs", async () => {
    const thread = startThread(join(await folders.made(), "postgres"));
    await thread.open;
    let running = true;
    const asked = thread.query("select pg_sleep(0.2)", []).finally(() => {
      running = false;
    });
    let turns = 0;
    for (; running; turns++) await setImmediate();
    await asked;
    expect(turns).toBeGreaterThan(10);
    await thread.stop();
    await expect(thread.query("select 1", [])).rejects.toMatchObject({ code: "store-failed" });
  });

  it("is killed when it does not answer", async () => {
    const thread = startThread(join(await folders.made(), "postgres"), 100);
    await thread.open;
    await expect(thread.query("select pg_sleep(60)", [])).rejects.toMatchObject({
      code: "store-failed",
    });
    await thread.ended;
  });

  it("hands over one large answer at a time, the main loop turning in between", async () => {
    const store = await open(0);
    const release = releaseFrom(interestGridOf(freshVenue(), INTERESTS), NOON);
    await store.release(release);
    let turn = 0;
    let running = true;
    const turning = (async () => {
      for (; running; turn++) await setImmediate();
    })();
    const answered = await Promise.all(
      Array.from({ length: 10 }, async () => {
        await store.find({ venue: release.venue, metric: "interests", ...always });
        return turn;
      }),
    );
    running = false;
    await turning;
    expect(new Set(answered).size).toBe(10);
  });

  it("is replaced when it dies, and what was under way may be repeated", async () => {
    const store = await open(4);
    const grid = zoneGridOf(freshVenue(), ZONES);
    for (let turns = 0; turns < 4; turns++) {
      const release = releaseFrom(grid, unixMs(NOON + turns * hours(1)));
      await store.find({ venue: grid.venue, metric: "hellos", ...always });
      const asked = store.release(release).catch((cause: unknown) => cause);
      for (let turn = 0; turn < turns * 20; turn++) await setImmediate();
      await threads.at(-1)?.kill();
      const first = await asked;
      if (first !== "released") expect(first).toMatchObject({ code: "store-failed" });
      const again = await store.release(release);
      expect(first === "released" ? ["repeated"] : ["released", "repeated"]).toContain(again);
      expect((await cellsOf(store, release)).slice(-ZONES.length)).toEqual(hellosOf(release));
    }
    expect(threads).toHaveLength(5);
  });

  it("is given up when it dies too often", async () => {
    const store = await open(1);
    const release = releaseFrom(zoneGridOf(freshVenue(), ZONES), NOON);
    expect(await store.release(release)).toBe("released");
    await threads[0]?.kill();
    expect(await store.release(release)).toBe("repeated");
    await threads[1]?.kill();
    await expect(store.release(release)).rejects.toMatchObject({ code: "store-failed" });
    expect(threads).toHaveLength(2);
  });

  it("does not make a roll-up draw other numbers when it dies in the middle of a release", async () => {
    const store = await open(3);
    const [id, metrics] = [freshVenue(), metricsOf()];
    const tried: { readonly release: Release; readonly kept: Kept | undefined }[] = [];
    let now = NOON;
    const rollUp = rollUpOf({
      released: async () => {},
      tallies: new Map([
        [id, tallyOf({ id, zones: ZONES, interests: INTERESTS }, bucketLengths.default, NOON)],
      ]),
      aggregates: {
        release: async (release) => {
          const asked = store.release(release);
          if (tried.length === 0) await threads[0]?.kill();
          const kept = await asked.catch(() => undefined);
          tried.push({ release, kept });
          return kept ?? asked;
        },
      },
      uniform: seededUniform("thread"),
      clock: () => now,
      count: metrics.count,
      report: () => {},
    });
    await store.find({ venue: id, metric: "hellos", ...always });
    now = unixMs(NOON + hours(1));
    await rollUp.turn();
    await rollUp.turn();
    expect(tried.map(({ release }) => release)).toEqual([tried[0]?.release, tried[0]?.release]);
    expect(tried[0]?.kept).toBeUndefined();
    const [{ release } = expect.fail()] = tried;
    expect(await cellsOf(store, release)).toEqual(hellosOf(release));
  });
});
