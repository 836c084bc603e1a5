import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { unixMs, type VenueId } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { zoneGridOf } from "../../src/domain/aggregate/cells.ts";
import { NOON, ZONES } from "../afternoon.ts";
import { pgliteAggregates, type StoredAggregates } from "../aggregates.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { aggregateStoreContract, freshVenue, releaseFrom } from "./aggregate-store.contract.ts";
import { gatewayStoreContract } from "./gateway-store.contract.ts";
import { mapStoreContract } from "./map-store.contract.ts";
import { planStoreContract } from "./plan-store.contract.ts";
import { releaseNumbered } from "./releasing-process.ts";

const PROGRAM = fileURLToPath(new URL("./releasing-process.ts", import.meta.url));
const inUse = { code: "store-in-use", message: expect.stringContaining("in use") };

let folders: PgliteFolders;
const freshFolder = () => folders.fresh();
const madeFolder = () => folders.made();
beforeAll(async () => {
  folders = await pgliteFolders();
}, AT_MOST_MS);
afterAll(() => folders.remove());

describe("in PGlite", () => {
  let store: StoredAggregates;
  beforeAll(async () => {
    store = await pgliteAggregates(await madeFolder());
    await store.ready;
  }, AT_MOST_MS);
  afterAll(() => store?.stop());

  aggregateStoreContract(
    () => store,
    async () => store,
  );
  gatewayStoreContract(
    () => store.gateways,
    async () => store.gateways,
  );
  mapStoreContract(
    () => store.maps,
    async () => store.maps,
  );
  planStoreContract(() => store.plans);
});

describe("the folder of an embedded store", { timeout: AT_MOST_MS }, () => {
  const children: ChildProcess[] = [];
  /** A process that releases from bucket `first` on, and what it says. */
  const startReleasing = (folder: string, venue: VenueId, first: number) => {
    const node = ["--conditions=@sighej/source", "--import", "tsx", PROGRAM];
    const child = spawn(process.execPath, [...node, folder, venue, String(first)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const ended = once(child, "exit");
    return {
      say: async () => (await lines.next()).value as string | undefined,
      kill: async () => {
        child.kill("SIGKILL");
        await ended;
        const rest: string[] = [];
        for await (const line of lines) rest.push(line);
        return rest;
      },
    };
  };
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("is opened in the background: calls made meanwhile are answered", async () => {
    const opening = await pgliteAggregates(await madeFolder());
    const release = releaseFrom(zoneGridOf(freshVenue(), ZONES), NOON);
    expect(await Promise.all([opening.release(release), opening.release(release)])).toEqual([
      "released",
      "repeated",
    ]);
    await opening.stop();
  });

  it("lets only so many wait for it", async () => {
    const opening = await pgliteAggregates(await madeFolder());
    const query = { venue: freshVenue(), metric: "hellos", from: NOON, until: NOON } as const;
    const asked = await Promise.allSettled(Array.from({ length: 200 }, () => opening.find(query)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(65);
    await opening.stop();
  });

  it("can be given up while it is made or opened, and opened again", async () => {
    for (const folder of [await freshFolder(), await madeFolder()]) {
      await (await pgliteAggregates(folder)).stop();
      await (await pgliteAggregates(folder)).stop();
      expect(await readdir(join(folder, "claims"))).toEqual([]);
    }
  });

  it("keeps what was released over a stop", async () => {
    const [folder, venue] = [await madeFolder(), freshVenue()];
    const query = { venue, metric: "nudges", from: NOON, until: unixMs(NOON * 2) } as const;
    const first = await pgliteAggregates(folder);
    await first.release(releaseFrom(zoneGridOf(venue, ZONES), NOON));
    const found = await first.find(query);
    await first.stop();
    const second = await pgliteAggregates(folder);
    expect(found.cells).toHaveLength(ZONES.length);
    expect(await second.find(query)).toEqual(found);
    await second.stop();
  });

  it("is refused to a second store, in this process and in another", async () => {
    const folder = await madeFolder();
    const first = await pgliteAggregates(folder);
    await expect(pgliteAggregates(folder)).rejects.toMatchObject(inUse);
    expect(await startReleasing(folder, freshVenue(), 0).say()).toBe("store-in-use");
    await first.stop();
  });

  it("goes to one at most of several processes that come at once", async () => {
    const folder = await madeFolder();
    const rivals = Array.from({ length: 4 }, () => startReleasing(folder, freshVenue(), 0));
    const said = await Promise.all(rivals.map((each) => each.say()));
    expect(said.filter((each) => each === "claimed").length).toBeLessThanOrEqual(1);
    expect(said.filter((each) => each === "store-in-use").length).toBeGreaterThanOrEqual(3);
  });

  it("is refused while another machine shows that it lives, and taken over when it does not", async () => {
    const folder = await freshFolder();
    const claim = join(folder, "claims", "1-x@elsewhere");
    await mkdir(join(folder, "claims"));
    await writeFile(claim, "");
    await expect(pgliteAggregates(folder)).rejects.toMatchObject(inUse);
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(claim, longAgo, longAgo);
    await (await pgliteAggregates(folder)).stop();
    expect(await readdir(join(folder, "claims"))).toEqual([]);
  });

  it("is refused with a reason when nothing can be written there", async () => {
    const file = join(await freshFolder(), "file");
    await writeFile(file, "");
    await expect(pgliteAggregates(join(file, "inside"))).rejects.toMatchObject({
      code: "store-unreachable",
      message: expect.stringContaining("cannot be written"),
    });
  });

  it("fails with a code when it holds something else", async () => {
    const folder = await freshFolder();
    await mkdir(join(folder, "postgres"));
    await writeFile(join(folder, "postgres", "PG_VERSION"), "12\n");
    await chmod(join(folder, "postgres"), 0o700);
    const opening = await pgliteAggregates(folder);
    await expect(opening.ready).rejects.toMatchObject({ code: "store-unreachable" });
    await opening.stop();
  });

  it("survives kill -9 while it is made and while it is written, and releases nothing twice", async () => {
    const [folder, venue] = [await freshFolder(), freshVenue()];
    const made = startReleasing(folder, venue, 0);
    await vi.waitFor(async () => expect(await readdir(join(folder, "making"))).not.toEqual([]), {
      timeout: AT_MOST_MS / 4,
    });
    await made.kill();
    const query = { venue, metric: "sessions", from: unixMs(0), until: unixMs(NOON * 2) } as const;
    let next = 0;
    for (const acknowledgements of [1, 25]) {
      const releasing = startReleasing(folder, venue, next);
      expect([await releasing.say(), await releasing.say()]).toEqual(["claimed", "ready"]);
      let last = next - 1;
      while (last < next + acknowledgements) last = Number(await releasing.say());
      for (const line of await releasing.kill()) last = Number(line);

      const store = await pgliteAggregates(folder);
      const { cells } = await store.find(query);
      const kept = cells.length / ZONES.length;
      // All that was acknowledged, and at most the one that was under way, whole.
      expect(Number.isInteger(kept)).toBe(true);
      expect([last + 1, last + 2]).toContain(kept);
      for (let turn = next; turn < kept; turn++)
        expect(await store.release(releaseNumbered(venue, turn, "second"))).toBe("refused");
      expect((await store.find(query)).cells).toEqual(cells);
      for (const { cell, value, from } of cells) {
        const turn = (from - NOON) / 3_600_000;
        const first = releaseNumbered(venue, turn, "first").cells;
        expect(first).toContainEqual(expect.objectContaining({ cell, value }));
      }
      await store.stop();
      expect((await readdir(folder)).sort()).toEqual(["claims", "postgres"]);
      next = kept;
    }
  });
});
