/**
 * What is printed, by HTTP: the PDF is drawn by poppler, and its codes are read by another library
 * than the one that made them.
 */
import { decodeVenueLink, parseStockId, parseZoneId, stockCodeText } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setup, sure, venue } from "../../../../../test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../../../../test/matcher.ts";
import { codeIn, pagesOf, textOf } from "../../../../../test/printed.ts";
import { badgeItem } from "../../../../../test/stock.ts";

const AT_MOST_MS = 60_000;
const path = `/api/v1/admin/venue/${venue}`;
const zone = (id: string, name: string) => ({ ...setup.zones[0], id: sure(parseZoneId(id)), name });
const LONG = "Smørrebrødsfoyeren ved Rådhuspladsens østre indgang";
const stock = Array.from({ length: 26 }, (_, at) => badgeItem(at + 1));
const first = setup.zones[0];
let matcher: TestMatcher;
beforeAll(async () => {
  if (first === undefined) throw new Error("the venue of tests has a zone");
  matcher = await startMatcher({
    venues: [
      {
        ...setup,
        name: "Dev & <b>Day</b> 🎉 på Æbeløgade",
        zones: [
          { ...first, name: LONG },
          ...setup.zones.slice(1),
          { ...first, ...zone("script", '<script>alert("1")</script>') },
          { ...first, ...zone("party", "🎉🎉") },
          { ...first, ...zone("one-word", "Æ".repeat(60)) },
          { ...first, ...zone("lodz", "Sala Dvořák") },
        ],
        carriers: [{ kind: "badge" }],
        stock,
      },
    ],
  });
});
afterAll(() => matcher.stop());

const ask = (what: string, body: unknown) =>
  matcher.call("POST", `${path}/print/${what}`, { bearer: adminCode, body });
async function print(what: string, body: unknown): Promise<Uint8Array> {
  const answer = await ask(what, body);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  return new Uint8Array(await answer.arrayBuffer());
}
const detailOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { detail?: string }).detail,
];

describe("posters", { timeout: AT_MOST_MS }, () => {
  it.each(["a4", "a6"] as const)(
    "on %s are a page a zone, whose code leads here",
    async (paper) => {
      const pdf = await print("posters", { paper, language: "da" });
      const pages = pagesOf(pdf);
      expect(pages).toHaveLength(setup.zones.length + 4);
      for (const page of pages) expect(codeIn(page)).toBe(`${matcher.url}/v/${venue}`);
      const [width, height] = paper === "a4" ? [1_654, 2_339] : [827, 1_166];
      expect([pages[0]?.width, pages[0]?.height]).toEqual([width, height]);
    },
  );

  it("print names as they are written: long ones, tags, æøå; not what the font has no shape for", async () => {
    const text = textOf(await print("posters", { paper: "a4", language: "da" }));
    for (const name of [LONG, '<script>alert("1")</script>', "Dev & <b>Day</b> på Æbeløgade"])
      expect(text.replaceAll(" ", "")).toContain(name.replaceAll(" ", ""));
    expect(text).toContain("Sala Dvorák");
    expect(text).toContain("Intet navn, ingen konto. Slettes efter højst to timer.");
    expect(text).not.toContain("🎉");
    expect(text).not.toContain("\ufffd");
  });

  it("as labels are read one by one", async () => {
    const pdf = await print("posters", {
      ...{ paper: "label", language: "en", origin: "https://hej.example", joinCode: "TICKET 1" },
    });
    const [page, ...more] = pagesOf(pdf);
    expect(more).toHaveLength(0);
    if (page === undefined) throw new Error("there is a page");
    for (let at = 0; at < setup.zones.length + 4; at++) {
      const link = codeIn(page, labelOf(at)) ?? "";
      expect(link).toBe(`https://hej.example/v/${venue}#join=TICKET%201`);
      expect(sure(decodeVenueLink(link))).toEqual({ venue, join: "TICKET 1" });
    }
  });

  it("are of the zones that are asked for, and of no others", async () => {
    const pdf = await print("posters", { paper: "a6", language: "en", zones: ["script"] });
    expect(pagesOf(pdf)).toHaveLength(1);
    const unknown = await ask("posters", { paper: "a6", language: "en", zones: ["attic"] });
    expect(unknown.status).toBe(404);
    const wrong = await ask("posters", { paper: "a5", language: "en" });
    expect(await detailOf(wrong)).toEqual([422, expect.stringMatching(/^paper/)]);
    const elsewhere = { paper: "a6", language: "en", origin: "javascript:alert(1)" };
    expect(await detailOf(await ask("posters", elsewhere))).toEqual([
      422,
      expect.stringMatching(/^origin/),
    ]);
  });
});

/** A label's place on its sheet in shares of it, three by eight. */
const labelOf = (at: number) => ({
  x: (at % 3) / 3,
  y: (0.5 + Math.floor(at / 3) * 37) / 297,
  ...{ width: 1 / 3, height: 37 / 297 },
});

describe("badge labels", { timeout: AT_MOST_MS }, () => {
  it("each hold the id and the code that binds that badge", async () => {
    const pdf = await print("badges", { paper: "label" });
    const pages = pagesOf(pdf);
    expect(pages).toHaveLength(2);
    const text = textOf(pdf);
    for (const [at, item] of stock.entries()) {
      const page = pages[Math.floor(at / 24)];
      if (page === undefined) throw new Error("there are two pages");
      const link = sure(decodeVenueLink(codeIn(page, labelOf(at % 24)) ?? ""));
      expect(link.stock?.kind).toBe("badge");
      expect(link.stock && stockCodeText(link.stock)).toBe(
        stockCodeText({ id: item.id, code: item.bindCode }),
      );
      expect(text).toContain(item.id);
    }
    for (const { bindCode } of stock)
      expect(text).not.toContain(Buffer.from(bindCode).toString("base64url"));
  });

  it("are of the badges that are asked for, and unknown ones are refused", async () => {
    const id = stock[3]?.id;
    const pdf = await print("badges", { paper: "label", ids: [id] });
    expect(textOf(pdf)).toContain(id);
    expect(textOf(pdf)).not.toContain(stock[4]?.id);
    const other = sure(parseStockId("ZZZ999"));
    expect((await ask("badges", { paper: "label", ids: [other] })).status).toBe(404);
  });

  it("are noted, for whoever has them can bind these badges", async () => {
    await print("badges", { paper: "label" });
    const audit = await matcher.call("GET", "/api/v1/admin/audit", { bearer: adminCode });
    expect(await audit.text()).toContain('"what":"printBadges"');
  });
});

describe("the sign on privacy", { timeout: AT_MOST_MS }, () => {
  const own = { controller: "Æbelø Kulturhus <i>", contact: "hej@æbelø.dk, 12 34 56 78" };

  it.each(["a4", "a6"] as const)(
    "on %s says in both languages who, what for, what and how not to",
    async (paper) => {
      const pdf = await print("sign", { paper, ...own });
      const [page, ...more] = pagesOf(pdf);
      expect(more).toHaveLength(0);
      expect(page && codeIn(page)).toBe(`${matcher.url}/v/${venue}`);
      const text = textOf(pdf);
      for (const words of [
        ...["Hvem har ansvaret", "Hvad gemmes", "Who answers for it", "What is kept"],
        ...["Æbelø Kulturhus <i>. hej@æbelø.dk, 12 34 56 78", "højst to", "for two hours at most"],
        ...["Stop og slet i appen", "Stop and delete in the app"],
      ])
        expect(text).toContain(words);
    },
  );

  it("has the venue's own words in the place of ours", async () => {
    const kept = { da: "Kun det her.", en: "This alone." };
    const text = textOf(await print("sign", { paper: "a4", ...own, kept }));
    expect(text).toContain("Kun det her.");
    expect(text).toContain("This alone.");
    expect(text).not.toContain("støj");
    const half = await ask("sign", { paper: "a4", ...own, kept: { da: "Kun det her." } });
    expect(await detailOf(half)).toEqual([422, expect.stringMatching(/^kept\.en/)]);
  });
});

describe("the placement sheet", { timeout: AT_MOST_MS }, () => {
  it("has every gateway with its zone and metres, on a grid or on the plan", async () => {
    const pdf = await print("placement", { language: "da" });
    const text = textOf(pdf);
    for (const { id } of setup.gateways) expect(text).toContain(id);
    expect(text).toMatch(/En tern er \d+ m\./);
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="#ff0000"/></svg>';
    await matcher.call("PUT", `${path}/plan/picture`, {
      bearer: adminCode,
      file: { type: "image/svg+xml", bytes: new TextEncoder().encode(svg) },
    });
    const scale = { from: { x: 0, y: 0 }, to: { x: 2_000, y: 0 }, metres: 40 };
    await matcher.call("PUT", `${path}/plan/scale`, {
      ...{ bearer: adminCode, body: { ...scale, origin: { x: 0, y: 0 } } },
    });
    const onPlan = await print("placement", { language: "en" });
    expect(textOf(onPlan)).not.toContain("A square is");
    const [page] = pagesOf(onPlan);
    const red = page?.pixels.filter((_, at, all) => at % 3 === 0 && isRed(all, at)).length ?? 0;
    expect(red).toBeGreaterThan(100_000);
  });
});

const isRed = (rgb: Uint8Array, at: number) =>
  (rgb[at] ?? 0) > 200 && (rgb[at + 1] ?? 255) < 60 && (rgb[at + 2] ?? 255) < 60;
