/**
 * Carriers over HTTP: badges and tags by their codes, zones by what their screens show.
 */
import {
  base64urlOf,
  decodeSessionView,
  encodeCarrierBinding,
  minutes,
  type SessionStarted,
  seconds,
  stockCodeText,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badgeItem, setup, sure, tagItem, venue, zone } from "../../../../test/fixtures.ts";
import { problemOf, startBody, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import type { StockItem } from "../../../domain/stock.ts";
import { zoneCodesOf } from "../../../flows/zone-codes.ts";

const [badge, other, tag] = [badgeItem("K7M2", 1), badgeItem("K7M3", 2), tagItem("T4G9", 3)];
const stock = [badge, other, tag];
const offering = {
  ...setup,
  stock,
  carriers: [{ kind: "badge" }, { kind: "stock-tag" }, { kind: "zone-code" }],
} as const;

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher({ venues: [offering] });
});
afterAll(() => matcher.stop());

const bind = ({ bearer }: SessionStarted, body: unknown, at = matcher) =>
  at.call("PUT", "/api/v1/session/carrier", { bearer, body });
const release = ({ bearer }: SessionStarted, kind: string) =>
  matcher.call("DELETE", `/api/v1/session/carrier/${kind}`, { bearer });
const viewed = async (answer: Response) => {
  expect(answer.status).toBe(200);
  return sure(decodeSessionView(await answer.json()));
};
const bodyOf = ({ id, bindCode }: StockItem, kind: "badge" | "stock-tag" = "badge") =>
  encodeCarrierBinding({ kind, id, code: bindCode });
const shown = (id: string, at = matcher) =>
  zoneCodesOf(at.ports.venues, venue, zone(id), at.now()) ?? { digits: "", joinCode: "", until: 0 };
/** Six digits that no zone shows in the next minutes. */
const wrongDigits = (at = matcher) => {
  const near = [-60, -30, 0, 30, 60, 90].flatMap((by) =>
    ["bar", "hall"].map(
      (id) =>
        zoneCodesOf(at.ports.venues, venue, zone(id), sure({ ok: true, value: later(at, by) }))
          ?.digits,
    ),
  );
  const found = Array.from({ length: 100 }, (_, number) => String(number).padStart(6, "0"));
  return found.filter((each) => !near.includes(each));
};
const later = (at: TestMatcher, by: number) =>
  (at.now() + seconds(by)) as ReturnType<typeof at.now>;

describe("a badge or tag", () => {
  it("is bound by its code, shown to its session alone, and let go of", async () => {
    const person = await matcher.open();
    const until = person.expiresAt;
    const view = await viewed(await bind(person, bodyOf(badge)));
    expect(view.carriers).toEqual([{ kind: "badge", id: "K7M2", until }]);
    await bind(person, bodyOf(tag, "stock-tag"));
    const again = await matcher.call("GET", "/api/v1/session", { bearer: person.bearer });
    expect(again.headers.get("cache-control")).toBe("no-store");
    const text = await again.text();
    expect(text).not.toContain(base64urlOf(badge.bindCode));
    expect(sure(decodeSessionView(JSON.parse(text))).carriers).toHaveLength(2);
    expect((await viewed(await release(person, "badge"))).carriers).toEqual([
      { kind: "stock-tag", id: "T4G9", until },
    ]);
    expect((await viewed(await release(person, "badge"))).carriers).toHaveLength(1);
    await matcher.call("DELETE", "/api/v1/session", { bearer: person.bearer });
  });

  it("is refused alike for an unknown id, another kind and a wrong code", async () => {
    const person = await matcher.open();
    const wrong = [
      { ...badge, bindCode: other.bindCode },
      { ...badge, id: badgeItem("ZZZZ", 1).id },
      { ...badge, id: badgeItem("ZZZZ", 1).id, bindCode: new Uint8Array(16) },
      tag,
    ];
    const problems = await Promise.all(
      wrong.map(async (each) => problemOf(await bind(person, bodyOf(each)))),
    );
    expect(new Set(problems.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(problems[0]).toMatchObject({ status: 403, type: "/problems/bad-code" });
  });

  it("is one session's, and a session's only one, until it is free", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    expect((await bind(one, bodyOf(badge))).status).toBe(200);
    expect(await problemOf(await bind(two, bodyOf(badge)))).toMatchObject({
      status: 409,
      type: "/problems/carrier-taken",
    });
    expect(await problemOf(await bind(one, bodyOf(other)))).toMatchObject({
      status: 409,
      type: "/problems/has-carrier",
    });
    await matcher.call("DELETE", "/api/v1/session", { bearer: one.bearer });
    expect((await bind(two, bodyOf(badge))).status).toBe(200);
    await release(two, "badge");
  });
});

describe("a zone code", () => {
  it("places a session in its zone for twenty minutes and no longer", async () => {
    const own = await startMatcher({ venues: [offering] });
    const person = await own.open();
    const { digits } = shown("hall", own);
    const view = await viewed(await bind(person, { kind: "zone-code", code: digits }, own));
    expect(view.carriers).toMatchObject([{ kind: "zone-code", zone: "hall" }]);
    expect((view.carriers[0]?.until ?? 0) - view.serverTime).toBeGreaterThan(minutes(19.9));
    const member = own.ports.venues.all.get(venue)?.floor.members.get(person.session);
    own.ports.venues.tell(venue, { kind: "tick" });
    expect(member?.presence).toMatchObject({ zone: "hall", by: "proof" });
    own.pass(minutes(20));
    own.ports.venues.tell(venue, { kind: "tick" });
    expect(member?.presence).toBeUndefined();
    const after = await own.call("GET", "/api/v1/session", { bearer: person.bearer });
    expect((await viewed(after)).carriers).toEqual([]);
    await own.stop();
  });

  it("is refused 61 s after it was shown, and with the name of another zone", async () => {
    const own = await startMatcher({ venues: [offering] });
    const person = await own.open();
    const { digits } = shown("hall", own);
    const named = await bind(person, { kind: "zone-code", code: digits, zone: "bar" }, own);
    expect(named.status).toBe(403);
    own.pass(seconds(61));
    const late = await bind(person, { kind: "zone-code", code: digits }, own);
    expect(await problemOf(late)).toMatchObject({ status: 403, type: "/problems/bad-code" });
    await own.stop();
  });

  it("is not to be guessed: wrong ones are counted, by session and by address", async () => {
    const own = await startMatcher({ venues: [offering] });
    const person = await own.open();
    const wrong = wrongDigits(own);
    const tryOnce = async (who: SessionStarted, code: string) =>
      (await bind(who, { kind: "zone-code", code }, own)).status;
    const statuses: number[] = [];
    for (const code of wrong.slice(0, 8)) statuses.push(await tryOnce(person, code));
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429, 429]);
    // Not even the right one now, or guessing would go on.
    expect(await problemOf(await bind(person, right(own), own))).toMatchObject({
      status: 429,
      type: "/problems/too-many-tries",
    });
    const fresh = await own.open();
    expect((await bind(fresh, right(own), own)).status).toBe(200);
    const others: number[] = [];
    for (let session = 0; session < 12; session++) {
      const next = await own.open();
      for (const code of wrong.slice(0, 5)) others.push(await tryOnce(next, code));
    }
    expect(others.filter((status) => status === 403).length).toBeLessThanOrEqual(55);
    expect(others).toContain(429);
    expect((await bind(fresh, right(own), own)).status).toBe(429);
    own.pass(minutes(2));
    expect((await bind(fresh, right(own), own)).status).toBe(200);
    await own.stop();
  });

  it("is nothing at a venue that does not offer it", async () => {
    const own = await startMatcher();
    const person = await own.open();
    expect(zoneCodesOf(own.ports.venues, venue, zone("hall"), own.now())).toBeUndefined();
    expect((await bind(person, { kind: "zone-code", code: "123456" }, own)).status).toBe(403);
    await own.stop();
  });
});

const right = (at: TestMatcher) => ({ kind: "zone-code", code: shown("bar", at).digits });

describe("the carrier routes", () => {
  it("want a bearer, a body as it should be, and a kind that there is", async () => {
    const person = await matcher.open();
    expect((await matcher.call("PUT", "/api/v1/session/carrier", { body: {} })).status).toBe(401);
    for (const body of [
      {},
      [],
      { kind: "check-in", zone: "hall" },
      { kind: "badge", id: "K7M2" },
    ]) {
      const problem = await problemOf(await bind(person, body));
      expect(problem.status).toBe(422);
      expect(JSON.stringify(problem)).not.toContain("K7M2");
    }
    expect((await release(person, "phone")).status).toBe(404);
    expect((await release(person, "check-in")).status).toBe(200);
    const get = await matcher.call("GET", "/api/v1/session/carrier", { bearer: person.bearer });
    expect(get.status).toBe(405);
  });
});

describe("a venue that asks for a code", () => {
  it("takes a screen's, until it is a minute old, and a badge's, five times", async () => {
    const own = await startMatcher({ venues: [{ ...offering, joinCodes: [] }] });
    const start = async (code: string) =>
      (await own.call("POST", "/api/v1/session", { body: startBody({ code }) })).status;
    const { joinCode } = shown("hall", own);
    expect(await start(joinCode)).toBe(201);
    expect(await start(joinCode.toLowerCase())).toBe(201);
    own.pass(seconds(61));
    expect(await start(joinCode)).toBe(403);
    const code = stockCodeText({ id: badge.id, code: badge.bindCode });
    for (let time = 0; time < 5; time++) expect(await start(code)).toBe(201);
    expect(await start(code)).toBe(429);
    expect(await start(stockCodeText({ id: tag.id, code: tag.bindCode }))).toBe(201);
    expect(await start(stockCodeText({ id: tag.id, code: badge.bindCode }))).toBe(403);
    expect(await start("")).toBe(403);
    await own.stop();
  });
});
