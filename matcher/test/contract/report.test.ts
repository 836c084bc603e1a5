/**
 * The report by HTTP, from released numbers in PGlite: what is summed, what is shown, and the same on
 * the page, which poppler reads.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeReport, hours, parseInterestId, unixMs, type VenueReport } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgliteAggregates } from "../aggregates.ts";
import { setup, sure, venue, zone } from "../fixtures.ts";
import { releaseDay, sessionsOf } from "../made-up-day.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { pagesOf, textOf } from "../printed.ts";

const AT_MOST_MS = 60_000;
const HOURS = 6;
const zones = ["bar", "hall", "library", "yard"].map(zone);
const formula = '=HYPERLINK("http://x","y") <script>alert(1)</script>';
/** 08:00 in Copenhagen. */
const morning = unixMs(Date.parse("2026-11-22T07:00:00Z"));
const own = sure(parseInterestId(`v:${venue.slice(0, 8)}:formula`));
let folder: string;
let matcher: TestMatcher;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-report-"));
  const store = await pgliteAggregates(folder);
  await releaseDay(store, { venue, zones, from: morning, hours: HOURS, own: [own] });
  await releaseDay(store, { venue, zones, from: unixMs(morning + hours(24)), hours: HOURS });
  // A day and some more of hours, from midnight in Copenhagen on.
  for (const midnight of ["2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z"])
    await releaseDay(store, { venue, zones, from: unixMs(Date.parse(midnight)), hours: 26 });
  await store.stop();
  const label = { en: formula, da: formula };
  matcher = await startMatcher({
    aggregates: { kind: "folder", path: folder },
    venues: [
      {
        ...setup,
        name: `Pakhus 7 ${formula}`,
        // The yard was counted once and is no zone any more; nothing was ever counted in the attic.
        zones: [
          { id: zone("bar"), tier: "zone", name: formula },
          { id: zone("hall"), tier: "zone", name: "Æbeløgade 🎉" },
          { id: zone("library"), tier: "zone" },
          { id: zone("attic"), tier: "zone" },
        ],
        gateways: [],
        ownInterests: [{ id: own, label, x: label, phrase: "is_into" }],
      },
    ],
  });
}, AT_MOST_MS);
afterAll(async () => {
  await matcher?.stop();
  await rm(folder, { recursive: true, force: true });
});

const day = "2026-11-22";
const copenhagen = { from: day, until: day, timeZone: "Europe/Copenhagen" };
const ask = (query: Readonly<Record<string, string>>, what = "") =>
  matcher.call(
    "GET",
    `/api/v1/admin/venue/${venue}/report${what}?${new URLSearchParams(query).toString()}`,
    { bearer: adminCode },
  );
async function report(query: Readonly<Record<string, string>>): Promise<VenueReport> {
  const answer = await ask(query);
  expect(answer.status).toBe(200);
  return sure(decodeReport(await answer.json()));
}
async function print(query: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const answer = await ask(query, "/pdf");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  return new Uint8Array(await answer.arrayBuffer());
}
const shown = (value: number) => (value < 10 ? "few" : value);
const sessionsAt = (at: number) => Array.from({ length: HOURS }, (_, hour) => sessionsOf(at, hour));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const errorOf = ({ totals }: VenueReport, cells: number) =>
  Math.sqrt(cells) * (totals[0]?.noise?.error ?? 0);

describe("a report", { timeout: AT_MOST_MS }, () => {
  it("of one day has its hours, of the venue and of every zone", async () => {
    const found = await report(copenhagen);
    expect([found.by, found.more, found.fewBelow]).toEqual(["hour", false, 10]);
    expect(found.columns.map(({ from }) => from)).toEqual(
      Array.from({ length: HOURS }, (_, hour) => morning + hours(hour)),
    );
    expect(found.zones.map((each) => each.zone)).toEqual([
      "bar",
      "hall",
      "library",
      "attic",
      "yard",
    ]);
    for (const [at, id] of zones.entries()) {
      const row = found.zones.find((each) => each.zone === id) ?? expect.fail();
      expect(row.byColumn.map((each) => each?.value)).toEqual(sessionsAt(at).map(shown));
      expect(row.total?.value).toBe(shown(sum(sessionsAt(at))));
      expect(row.total?.error).toBeCloseTo(errorOf(found, HOURS), 0);
    }
    const attic = found.zones.find((each) => each.zone === "attic");
    expect([attic?.total, ...(attic?.byColumn ?? [])]).toEqual(Array(HOURS + 1).fill(null));
    const all = sum(zones.flatMap((_, at) => sessionsAt(at)));
    expect(found.totals[0]).toMatchObject({ metric: "sessions", total: { value: all } });
    expect(found.totals[0]?.total?.error).toBeCloseTo(errorOf(found, 4 * HOURS), 0);
  });

  it("spends the budget that there is, interests among it", async () => {
    const found = await report(copenhagen);
    const noises = [...found.totals.map(({ noise }) => noise), found.interests?.noise];
    expect(sum(noises.map((each) => Math.round((each?.epsilon ?? 0) * 10)))).toBe(20);
    expect(found.interests?.chosen[0]?.figure.value).toBe(70);
    expect(found.interests?.chosen.find(({ interest }) => interest === own)?.label.en).toBe(
      formula,
    );
  });

  it("of several days has days, on the clock that was asked for", async () => {
    const two = { ...copenhagen, from: "2026-11-20", until: "2026-11-23", metric: "hellos" };
    const found = await report(two);
    expect([found.by, found.metric]).toEqual(["day", "hellos"]);
    expect(found.columns.map(({ from }) => new Date(from).toISOString())).toEqual([
      "2026-11-21T23:00:00.000Z",
      "2026-11-22T23:00:00.000Z",
    ]);
    const of = found.totals.find(({ metric }) => metric === "sessions")?.byColumn ?? [];
    const all = sum(zones.flatMap((_, at) => sessionsAt(at)));
    expect(of.map((each) => each?.value)).toEqual([all, all]);
    // Seven in the morning in UTC is the day before in Honolulu.
    const there = await report({ ...copenhagen, from: "2026-11-21", timeZone: "Pacific/Honolulu" });
    expect(new Date(there.columns[0]?.from ?? 0).toISOString()).toBe("2026-11-21T10:00:00.000Z");
  });

  it.each([
    ["2026-03-29", 23],
    ["2026-10-25", 25],
  ])("of %s, when clocks are set, has %i hours", async (date, count) => {
    const found = await report({ ...copenhagen, from: date, until: date });
    expect(found.columns).toHaveLength(count);
    expect(found.totals[0]?.byColumn.every((each) => each !== null)).toBe(true);
    expect(found.columns.every(({ from, until }) => until - from === hours(1))).toBe(true);
  });

  it("of days without anybody is empty", async () => {
    const found = await report({ ...copenhagen, from: "2025-01-01", until: "2025-01-02" });
    expect([found.columns, found.interests]).toEqual([[], null]);
    expect(found.totals.every(({ total }) => total === null)).toBe(true);
  });

  it.each([
    [{ from: "2026-11-23" }, /from not after until/],
    [{ from: "2026-10-01" }, /up to 31 days/],
    [{ from: "2026-02-30" }, /^from/],
    [{ until: "yesterday" }, /^until/],
    [{ timeZone: "Europe/Atlantis" }, /^timeZone/],
    [{ metric: "interests" }, /^metric/],
    [{ language: "de" }, /^language/],
  ])("refuses %j", async (wrong, detail) => {
    for (const what of ["", "/pdf"]) {
      const answer = await ask({ ...copenhagen, ...wrong }, what);
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as { detail?: string }).detail).toMatch(detail);
    }
  });
});

describe("a printed report", { timeout: AT_MOST_MS }, () => {
  it("is one page with the same numbers, in both languages", async () => {
    const found = await report(copenhagen);
    for (const [language, day, word] of [
      ["en", "22 November 2026", "Both said they talked"],
      ["da", "22. november 2026", "Begge sagde, de talte"],
    ] as const) {
      const pdf = await print({ ...copenhagen, language });
      const pages = pagesOf(pdf);
      expect(pages.map(({ width, height }) => [width, height])).toEqual([[1_654, 2_339]]);
      const text = textOf(pdf);
      expect(text).toContain(day);
      expect(text).toContain(word);
      expect(text).toContain("Europe/Copenhagen");
      const numbers = new Intl.NumberFormat(language === "da" ? "da-DK" : "en-GB");
      const figures = [
        ...found.totals.map(({ total }) => total),
        ...found.zones.map(({ total }) => total),
        ...(found.interests?.chosen.slice(0, 8).map(({ figure }) => figure) ?? []),
      ];
      for (const figure of figures)
        if (typeof figure?.value === "number")
          expect(text).toContain(
            `${numbers.format(figure.value)} ± ${numbers.format(Math.round(figure.error))}`,
          );
      for (const { byColumn } of found.zones)
        for (const figure of byColumn)
          if (typeof figure?.value === "number")
            expect(text.split(/\s/)).toContain(numbers.format(figure.value));
    }
  });

  it("draws names as they are written, and none that the font has no shape for", async () => {
    const text = textOf(await print({ ...copenhagen, language: "en" })).replaceAll(" ", "");
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("Æbeløgade");
    expect(text).not.toContain("🎉");
  });

  it("of days without anybody says so", async () => {
    const text = textOf(await print({ ...copenhagen, from: "2025-01-01", until: "2025-01-02" }));
    expect(text).toContain("Nothing was released.");
    expect(text).toContain("not counted");
  });
});
