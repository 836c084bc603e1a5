/**
 * Differencing: whoever may ask for aggregates in any way learns nothing beyond what was released:
 * every answer is made of whole released cells, and answers agree with each other.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Aggregates, decodeAggregates, unixMs } from "@sighej/protocol";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addTo } from "../../src/domain/aggregate/bucket.ts";
import { type Metric, metrics, subjectOf } from "../../src/domain/aggregate/cells.ts";
import { FEW_BELOW, shownOf } from "../../src/domain/aggregate/display.ts";
import type { Release } from "../../src/domain/aggregate/release.ts";
import { bucketLengths, closeDue, tallyOf } from "../../src/domain/aggregate/tally.ts";
import { NOON } from "../afternoon.ts";
import { pgliteAggregates } from "../aggregates.ts";
import { setup, sure, venue } from "../fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { seededUniform } from "../seeded.ts";

const AT_MOST_MS = 120_000;
const HOURS = 30;
const hour = bucketLengths.default.zone;

let folder: string;
let matcher: TestMatcher;
const releases: Release[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-differencing-"));
  const store = await pgliteAggregates(folder);
  const uniform = seededUniform("differencing");
  const { id, interests, zones } = setup;
  const counted = { id, interests, zones: zones.map((each) => each.id) };
  const tally = tallyOf(counted, bucketLengths.default, unixMs(NOON + 600_000));
  for (let passed = 1; passed <= HOURS; passed++) {
    for (const bucket of [tally.open.zone, tally.open.interest])
      for (const [at, cell] of bucket.grid.cells.entries())
        for (let count = 0; count < (at * 7) % 31; count++) addTo(bucket, cell);
    releases.push(...closeDue(tally, unixMs(NOON + passed * hour), uniform));
  }
  for (const release of releases) await store.release(release);
  await store.stop();
  matcher = await startMatcher({ aggregates: { kind: "folder", path: folder } });
}, AT_MOST_MS);
afterAll(async () => {
  await matcher?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  readonly metric: Metric;
  readonly from: number;
  readonly until: number;
  readonly subject?: string | undefined;
}

async function ask({ metric, from, until, subject }: Asked): Promise<Aggregates> {
  const query = new URLSearchParams({ metric, from: String(from), until: String(until) });
  if (subject !== undefined) query.set("subject", subject);
  const path = `/api/v1/admin/venue/${venue}/aggregates?${query}`;
  const answer = await matcher.call("GET", path, { bearer: adminCode });
  expect(answer.status).toBe(200);
  return sure(decodeAggregates(await answer.json()));
}

/** What was released and lies wholly within what is asked for, by time and then subject. */
const releasedIn = ({ metric, from, until, subject }: Asked) =>
  releases
    .filter((release) => release.from >= from && release.until <= until)
    .flatMap((release) => release.cells.map((each) => ({ ...each, release })))
    .filter(({ cell }) => cell.metric === metric)
    .filter(({ cell }) => subject === undefined || subjectOf(cell) === subject)
    .toSorted(
      (a, b) => a.release.from - b.release.from || (subjectOf(a.cell) < subjectOf(b.cell) ? -1 : 1),
    );

const subjects = [...setup.zones.map(({ id }) => id), ...setup.interests];
/** Any time of the two days, also within a bucket, at its edges and a moment beside them. */
const time = fc
  .tuple(fc.integer({ min: -2, max: HOURS + 2 }), fc.constantFrom(-1, 0, 1, 600_000, 1_800_000))
  .map(([at, beside]) => NOON + at * hour + beside);
const asked: fc.Arbitrary<Asked> = fc
  .tuple(
    fc.constantFrom(...metrics),
    fc.uniqueArray(time, { minLength: 2, maxLength: 2 }),
    fc.option(fc.constantFrom(...subjects), { nil: undefined }),
  )
  .map(([metric, times, subject]) => {
    const [from = 0, until = 0] = times.toSorted((a, b) => a - b);
    return { metric, from, until, subject };
  });

describe("differencing", () => {
  it("has releases of many hours to try it on", () => {
    expect(releases.length).toBeGreaterThan(HOURS);
  });

  it("finds whole released cells only, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(asked, async (query) => {
        const { cells, total, more } = await ask(query);
        const released = releasedIn(query);
        expect(more).toBe(false);
        expect(cells).toEqual(
          released.map(({ cell, value, clamp, epsilonTenths, release }) => ({
            subject: subjectOf(cell),
            from: release.from,
            until: release.until,
            value: shownOf(value),
            error: expect.any(Number),
            clamp,
            epsilon: epsilonTenths / 10,
          })),
        );
        expect(total.value).toBe(shownOf(released.reduce((sum, { value }) => sum + value, 0)));
      }),
      { numRuns: 200 },
    );
  });

  it("finds the same cell the same in every answer that has it", async () => {
    const seen = new Map<string, unknown>();
    await fc.assert(
      fc.asyncProperty(asked, async (query) => {
        for (const cell of (await ask(query)).cells) {
          const key = `${query.metric} ${cell.subject} ${cell.from} ${cell.until}`;
          if (seen.has(key)) expect(cell).toEqual(seen.get(key));
          seen.set(key, cell);
        }
      }),
      { numRuns: 100 },
    );
    expect(seen.size).toBeGreaterThan(100);
  });

  it("gains nothing by moving a range within a bucket", async () => {
    const whole = { metric: "sessions", from: NOON + hour, until: NOON + 4 * hour } as const;
    const { cells } = await ask(whole);
    expect(new Set(cells.map(({ from }) => from)).size).toBe(3);
    const wider = await ask({ ...whole, from: whole.from - 1, until: whole.until + hour - 1 });
    expect(wider.cells).toEqual(cells);
    const narrower = await ask({ ...whole, from: whole.from + 1 });
    expect(narrower.cells).toEqual(cells.filter(({ from }) => from > whole.from));
    const inside = await ask({ ...whole, from: whole.from + 1, until: whole.from + hour - 1 });
    expect(inside.cells).toEqual([]);
    expect(inside.total).toEqual({ value: "few", error: 0 });
  });

  it("finds that parts add up: by time and by subject, values and variances", async () => {
    const cut = fc.integer({ min: 1, max: HOURS - 1 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...metrics), cut, async (metric, at) => {
        const [from, middle, until] = [NOON, NOON + at * hour, NOON + HOURS * hour];
        const all = await ask({ metric, from, until });
        const [before, after] = [
          await ask({ metric, from, until: middle }),
          await ask({ metric, from: middle, until }),
        ];
        // A bucket that spans the cut is in neither part.
        const spans = all.cells.filter((cell) => cell.from < middle && cell.until > middle);
        expect([...before.cells, ...after.cells]).toHaveLength(all.cells.length - spans.length);
        if (spans.length > 0) return;
        const parts = [before, after];
        expect(parts.reduce((sum, each) => sum + each.total.error ** 2, 0)).toBeCloseTo(
          all.total.error ** 2,
        );
        const values = [all, ...parts].map(({ total }) => total.value);
        if (values.every((value) => value !== "few"))
          expect(Number(values[1]) + Number(values[2])).toBe(values[0]);
        const subject = all.cells[0]?.subject;
        const one = await ask({ metric, from, until, subject });
        expect(one.cells).toEqual(all.cells.filter((cell) => cell.subject === subject));
      }),
      { numRuns: 40 },
    );
  });

  it("never sees a small number", async () => {
    for (const metric of metrics)
      for (const { value } of (await ask({ metric, from: 0, until: NOON * 2 })).cells)
        expect(value === "few" || value >= FEW_BELOW).toBe(true);
  });

  it("cannot ask for anything else", async () => {
    const right = { metric: "sessions", from: "0", until: "9" };
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { metric: "sessions" },
      { ...right, metric: "people" },
      { ...right, from: "9" },
      { ...right, from: "-1" },
      { ...right, until: "1e9" },
      { ...right, subject: "" },
      { ...right, subject: "bar' OR 1=1" },
      { ...right, session: "x" },
    ];
    for (const query of wrong) {
      const path = `/api/v1/admin/venue/${venue}/aggregates?${new URLSearchParams(query)}`;
      expect((await matcher.call("GET", path, { bearer: adminCode })).status).toBe(422);
    }
    const twice = `/api/v1/admin/venue/${venue}/aggregates?metric=hellos&from=0&until=1&until=2`;
    expect((await matcher.call("GET", twice, { bearer: adminCode })).status).toBe(422);
  });
});
