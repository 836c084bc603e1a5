/**
 * What staff do with the stock and with join codes, over HTTP: made here, brought in by a list, noted,
 * and never read again.
 */
import {
  base64urlOf,
  decodeExported,
  decodeJoinCodes,
  decodeJoinCodesMade,
  decodeStockMade,
  decodeStockView,
  decodeVenueLink,
  joinCodeIn,
  PRINTED_ID,
  stockCodeText,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { otherVenue, setup, sure, venue } from "../../../../../test/fixtures.ts";
import { makeVenue } from "../../../../../test/made-venue.ts";
import {
  adminCode,
  problemOf,
  startBody,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import { badgeItem } from "../../../../../test/stock.ts";

const at = `/api/v1/admin/venue/${otherVenue}`;
let matcher: TestMatcher;
beforeEach(async () => {
  matcher = await startMatcher({ venues: [{ ...setup, stock: [badgeItem(1)] }] });
  await makeVenue(matcher, {
    id: otherVenue,
    carriers: [{ kind: "badge" }],
    joinCodes: [{ code: "TICKET-1" }],
  });
});
afterEach(() => matcher.stop());

const ask = (method: string, path: string, body?: object) =>
  matcher.call(method, `${at}${path}`, { bearer: adminCode, ...(body && { body }) });
const stock = async () => sure(decodeStockView(await (await ask("GET", "/stock")).json()));
const make = async (count: number) =>
  sure(decodeStockMade(await (await ask("POST", "/stock", { count })).json()));
const bringIn = (csv: string) => ask("POST", "/stock/import", { csv });
const key = (byte: number, length: number) => base64urlOf(new Uint8Array(length).fill(byte));

/** Starts a session by a code, at the venue that staff made; its status. */
const enter = async (code: string | undefined) =>
  (
    await matcher.call("POST", "/api/v1/session", {
      body: startBody({ venue: otherVenue, ...(code === undefined ? {} : { code }) }),
    })
  ).status;

describe("badges that are made here", () => {
  it("bind and let in by what is in their QR, at once", async () => {
    const { items } = await make(3);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
    for (const { link } of items)
      expect(await enter(joinCodeIn(sure(decodeVenueLink(link))))).toBe(201);
    expect(await enter(undefined)).toBe(403);
  });

  it("tell their keys once: no other answer of staff holds a key, a bind code or a join code", async () => {
    const { csv } = await make(2);
    const { codes } = sure(
      decodeJoinCodesMade(
        await (await ask("POST", "/codes", { count: 2, batch: "Friday" })).json(),
      ),
    );
    const secrets = csv
      .split("\r\n")
      .slice(1)
      .flatMap((line) => line.split(",").slice(2, 4))
      .map((each) => each.replace(/^'/, ""))
      .filter((each) => each.length >= 22)
      .concat(codes.map(({ code }) => code));
    expect(secrets).toHaveLength(6);
    for (const path of ["", "/stock", "/stock/export", "/codes", "/taxonomy"]) {
      const text = await (await ask("GET", path)).text();
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
    const trail = await matcher.call("GET", "/api/v1/admin/audit", { bearer: adminCode });
    const text = await trail.text();
    expect(text).toContain("makeBadges");
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it("are in stock, lent or lost as staff note it; a lost one lets nobody in until it is found", async () => {
    const [badge] = (await make(1)).items;
    const code = joinCodeIn(sure(decodeVenueLink(badge?.link ?? "")));
    const note = (state: string) => ask("PUT", `/stock/${badge?.id}`, { state });
    expect((await note("lent")).status).toBe(204);
    expect((await stock()).items).toEqual([{ id: badge?.id, kind: "badge", state: "lent" }]);
    await note("lost");
    expect(await enter(code)).toBe(403);
    await note("in-stock");
    expect(await enter(code)).toBe(201);
    expect((await problemOf(await ask("PUT", "/stock/ZZZZZZ", { state: "lent" }))).type).toBe(
      "/problems/unknown-item",
    );
  });

  it("can be removed, and bind no more", async () => {
    const [badge] = (await make(1)).items;
    expect((await ask("DELETE", `/stock/${badge?.id}`)).status).toBe(204);
    expect((await stock()).items).toEqual([]);
    expect(await enter(joinCodeIn(sure(decodeVenueLink(badge?.link ?? ""))))).toBe(403);
  });

  it("are not made for a venue of the set-up file, whose stock is shown", async () => {
    const path = `/api/v1/admin/venue/${venue}/stock`;
    const shown = await matcher.call("GET", path, { bearer: adminCode });
    expect(sure(decodeStockView(await shown.json()))).toEqual({
      items: [{ id: "B00001", kind: "badge", state: "in-stock" }],
      editable: false,
    });
    const answer = await matcher.call("POST", path, { bearer: adminCode, body: { count: 1 } });
    expect((await problemOf(answer)).type).toBe("/problems/venue-in-file");
  });
});

describe("a list of badges", () => {
  it("is taken in as it was made, and by a spreadsheet's habits", async () => {
    const { csv, items } = await make(2);
    for (const { id } of items) await ask("DELETE", `/stock/${id}`);
    expect((await bringIn(csv)).status).toBe(201);
    expect((await stock()).items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).toSorted());
    const tag = `id;kind;key;bindCode;clock;clockSetAt\r\nE0001;eddystone-eid;${key(1, 16)};${key(2, 16)};60;1700000000`;
    expect(await (await bringIn(tag)).json()).toEqual({ added: 1 });
    const code = stockCodeText({ id: "E0001" as never, code: new Uint8Array(16).fill(2) });
    expect(await enter(code)).toBe(201);
  });

  it("is refused with its lines, without a word of what is in it, and nothing of it is taken in", async () => {
    const good = `B0001,badge,${key(1, 32)},${key(1, 16)}`;
    const lines = [
      "id,kind,key,bindCode",
      good,
      `B0001,badge,${key(2, 32)},${key(2, 16)}`,
      `B0003,badge,${key(1, 32)},${key(3, 16)}`,
      `B0004,badge,short,${key(4, 16)}`,
      `B0005,static,${key(5, 32)},${key(5, 16)}`,
      `BOOO6,badge,${key(6, 32)},${key(6, 16)}`,
    ];
    const problem = await problemOf(await bringIn(lines.join("\n")));
    expect(problem.type).toBe("/problems/bad-list");
    expect(problem.detail).toBe(
      [
        "line 3: expected a printed id that is not in the stock yet",
        "line 4: expected a key that is not in the stock yet",
        "line 5: expected { id, kind: badge, key, bindCode, clockSetAt? }",
        "line 6: expected a badge or eddystone-eid: static tags are in the set-up",
        `line 7: expected ${PRINTED_ID}`,
      ].join("; "),
    );
    // The dashboard shows them below each other: none has a semicolon of its own.
    expect(problem.detail?.split("; ")).toHaveLength(5);
    expect((await stock()).items).toEqual([]);
    for (const wrong of ["id,kind\nx", "id,kind,key,bindCode\n", `name\nx`])
      expect((await problemOf(await bringIn(wrong))).type).toBe("/problems/bad-list");
  });

  it("is taken away without a secret, and no cell of it is a formula", async () => {
    await make(2);
    const { csv } = sure(decodeExported(await (await ask("GET", "/stock/export")).json()));
    expect(csv.split("\r\n")[0]).toBe("id,kind,state,battery");
    for (const line of csv.split("\r\n").slice(1, -1))
      expect(line).toMatch(/^[0-9A-Z]{6},badge,in-stock,$/);
  });
});

describe("join codes that are made here", () => {
  it("let in, are listed by their endings and batch, and are disabled one by one", async () => {
    const made = await ask("POST", "/codes", { count: 2, batch: "Friday" });
    expect(made.status).toBe(201);
    const { codes } = sure(decodeJoinCodesMade(await made.json()));
    const [first, second] = codes.map(({ code }) => code);
    expect(first).toMatch(/^\w{4}-\w{4}-\w{2}$/);
    expect(sure(decodeVenueLink(codes[0]?.link ?? "")).join).toBe(first);
    expect(await enter(first?.toLowerCase())).toBe(201);
    const listed = sure(decodeJoinCodes(await (await ask("GET", "/codes")).json()));
    const own = listed.codes.filter(({ batch }) => batch === "Friday");
    expect(own.map(({ ending }) => ending)).toEqual([first?.slice(-2), second?.slice(-2)]);
    await ask("PUT", `/codes/${own[0]?.id}`, { disabled: true });
    expect(await enter(first)).toBe(403);
    expect(await enter(second)).toBe(201);
  });

  it.each([
    { count: 0, batch: "x" },
    { count: 1_001, batch: "x" },
    { count: 1, batch: " " },
  ])("are refused for %j", async (body) => {
    expect((await ask("POST", "/codes", body)).status).toBe(422);
  });
});
