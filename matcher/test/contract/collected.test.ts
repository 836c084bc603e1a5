/**
 * Collected: what a matcher keeps of people, from their requests to the database that is left.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { unixMs } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startThread } from "../../src/adapters/pg/pglite/thread.ts";
import type { KeptCell } from "../../src/aggregate-ports.ts";
import { axisOf, type Metric, metrics, subjectOf } from "../../src/domain/aggregate/cells.ts";
import { bucketLengths } from "../../src/domain/aggregate/tally.ts";
import { pgliteAggregates } from "../aggregates.ts";
import { setup, venue } from "../fixtures.ts";
import { startMatcher } from "../matcher.ts";
import { meet } from "../meet.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";

const PROGRAM = fileURLToPath(new URL("./collecting-process.ts", import.meta.url));
/** Noise reaches half of them once in some hundred million runs. */
const PEOPLE = 200;
const demo = { ...setup, policy: "demo" } as const;
const { zone: zoneBucket, interest: interestBucket } = bucketLengths.demo;

let folders: PgliteFolders;
beforeAll(async () => {
  folders = await pgliteFolders();
}, AT_MOST_MS);
afterAll(() => folders.remove());

/** Everything that a folder holds, by metric. */
async function keptIn(folder: string): Promise<ReadonlyMap<Metric, readonly KeptCell[]>> {
  const store = await pgliteAggregates(folder);
  const kept = new Map<Metric, readonly KeptCell[]>();
  for (const metric of metrics) {
    const query = { venue, metric, from: unixMs(0), until: unixMs(Date.now() * 2) };
    kept.set(metric, (await store.find(query)).cells);
  }
  await store.stop();
  return kept;
}

/** The buckets of some cells, by time; fails unless each has every cell, and none overlap. */
function bucketsOf(metric: Metric, cells: readonly KeptCell[]) {
  const subjects =
    axisOf(metric) === "interest" ? [...setup.interests] : setup.zones.map(({ id }) => id);
  const froms = [...new Set(cells.map(({ from }) => from))];
  return froms.map((from, at) => {
    const own = cells.filter((each) => each.from === from);
    expect(own.map(({ cell }) => subjectOf(cell)).sort()).toEqual([...subjects].sort());
    const [{ until } = expect.fail()] = own;
    expect(own.every((each) => each.until === until)).toBe(true);
    expect(froms[at + 1] ?? until).toBeGreaterThanOrEqual(until);
    return { from, until };
  });
}

const sumOf = (cells: readonly KeptCell[] | undefined, subject: string): number =>
  (cells ?? [])
    .filter(({ cell }) => subjectOf(cell) === subject)
    .reduce((sum, { value }) => sum + value, 0);

/** Every row of every table, as text. */
async function dumpOf(folder: string): Promise<string> {
  const thread = startThread(join(folder, "postgres"));
  await thread.open;
  const ask = async (sql: string) => (await thread.query(sql, [])).rows;
  const tables = (await ask(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  )) as readonly { readonly name: string }[];
  const rows = await Promise.all(tables.map(({ name }) => ask(`select * from "${name}"`)));
  await thread.stop();
  return JSON.stringify(rows);
}

/** Everything in a folder's files, also what was deleted or overwritten in a log. */
async function bytesOf(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile());
  return Buffer.concat(
    await Promise.all(files.map((each) => readFile(join(each.parentPath, each.name)))),
  );
}

describe("what a matcher collects", { timeout: AT_MOST_MS }, () => {
  it("is released once, bucket by bucket, with every cell, and names nobody", async () => {
    const folder = await folders.made();
    const matcher = await startMatcher({
      venues: [demo],
      aggregates: { kind: "folder", path: folder },
    });
    const released = () => matcher.counts()["release-released"] ?? 0;
    const people = await meet(matcher, PEOPLE, 3);
    for (const length of [zoneBucket, interestBucket]) {
      const before = released();
      matcher.pass(length);
      await vi.waitFor(() => expect(released()).toBeGreaterThan(before), { timeout: 20_000 });
    }
    await matcher.stop();
    const counts = matcher.counts();
    const kept = await keptIn(folder);

    const zones = bucketsOf("sessions", kept.get("sessions") ?? []);
    const topics = bucketsOf("interests", kept.get("interests") ?? []);
    for (const metric of metrics)
      expect(bucketsOf(metric, kept.get(metric) ?? [])).toEqual(
        metric === "interests" ? topics : zones,
      );
    expect(counts["release-released"]).toBe(zones.length + topics.length);
    for (const failed of ["release-refused", "release-repeated", "release-given-up"])
      expect(counts[failed]).toBeUndefined();

    const half = PEOPLE / 2;
    for (const metric of ["sessions", "sightings"] as const) {
      expect(sumOf(kept.get("sessions"), "hall")).toBeGreaterThan(half);
      expect(sumOf(kept.get(metric), "bar")).toBeLessThan(PEOPLE);
    }
    expect(sumOf(kept.get("interests"), "devops")).toBeGreaterThan(half);
    expect(sumOf(kept.get("interests"), "running")).toBeLessThan(half);
    // Noise in cells where nothing happened, too.
    expect((kept.get("hellos") ?? []).some(({ value }) => value !== 0)).toBe(true);

    const [dump, bytes] = [await dumpOf(folder), await bytesOf(folder)];
    expect(dump).toContain(venue);
    for (const { session, bearer, beaconKey } of people.slice(0, 20))
      for (const secret of [session, bearer, Buffer.from(beaconKey).toString("base64url")]) {
        expect(dump).not.toContain(secret);
        expect(bytes.includes(secret)).toBe(false);
      }
  });

  it("loses the open bucket at most when it is killed, and releases nothing twice", async () => {
    const folder = await folders.made();
    const runs: { readonly acknowledged: number }[] = [];
    let ahead = 0;
    let before: ReadonlyMap<Metric, readonly KeptCell[]> = new Map();
    for (const lines of [3, 2]) {
      const node = ["--conditions=@sighej/source", "--import", "tsx", PROGRAM];
      const child = spawn(process.execPath, [...node, folder, String(ahead)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let acknowledged = 0;
      try {
        let said = 0;
        for await (const line of createInterface(child.stdout)) {
          [acknowledged = 0, ahead = 0] = line.split(" ").map(Number);
          if (++said >= lines) child.kill("SIGKILL");
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      } finally {
        child.kill("SIGKILL");
      }
      runs.push({ acknowledged });
      // Past all that it may have released without a word: clocks do not go back.
      ahead += zoneBucket;

      const kept = await keptIn(folder);
      // What was released before stands as it was.
      for (const [metric, cells] of before)
        expect(kept.get(metric)?.slice(0, cells.length)).toEqual(cells);
      before = kept;
    }
    const zones = bucketsOf("hellos", before.get("hellos") ?? []);
    const topics = bucketsOf("interests", before.get("interests") ?? []);
    for (const metric of metrics) bucketsOf(metric, before.get(metric) ?? []);
    // All that was acknowledged; and of each run at most the two buckets that were being kept.
    const acknowledged = runs.reduce((sum, run) => sum + run.acknowledged, 0);
    expect(zones.length + topics.length).toBeGreaterThanOrEqual(acknowledged);
    expect(zones.length + topics.length).toBeLessThanOrEqual(acknowledged + 4);
    const gaps = zones
      .slice(1)
      .map(({ from }, at) => from - (zones[at]?.until ?? from))
      .filter((gap) => gap > 0);
    expect(gaps.length).toBeLessThanOrEqual(1);
    // The one being kept, the one open when it was killed, and the time until it came back.
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(3 * zoneBucket);
  });
});
